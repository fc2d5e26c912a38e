import pytest

from app.insight.drawing import Density, density_of


@pytest.mark.parametrize(
    ("modules", "density"),
    [(1, Density.WORDS), (3, Density.WORDS), (4, Density.DATES), (12, Density.DATES), (13, Density.FIGURES)],
)
def test_cells_say_as_much_as_there_is_room_for(modules: int, density: Density) -> None:
    assert density_of(modules) is density
