"""The macros: what they draw stands for what they were given."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from flask import Flask

from app.ui.icons import CHIP_ICONS, PATHS, chip_html, icon_html
from app.ui.paging import Page, page_number

Draw = Callable[..., str]


@pytest.fixture
def draw(application: Flask) -> Draw:
    """Draw a line of Jinja."""

    def render(source: str, **values: object) -> str:
        with application.test_request_context("/"):
            return application.jinja_env.from_string(source).render(**values)

    return render


def test_a_chip_is_always_an_icon_and_a_word() -> None:
    for kind in CHIP_ICONS:
        assert "<svg" in chip_html(kind, "Godkendt")
        assert "<span>Godkendt</span>" in chip_html(kind, "Godkendt")


def test_text_in_chips_and_icons_is_escaped() -> None:
    assert "<b>" not in chip_html("ok", "<b>")
    assert '"x"' not in icon_html("check", label='"x"')


def test_every_icon_is_drawn_on_the_same_grid() -> None:
    for name in PATHS:
        assert 'viewBox="0 0 24 24"' in icon_html(name)


def test_a_field_ties_help_error_and_counter_to_the_control(draw: Draw) -> None:
    html = draw(
        '{% from "components/forms.html" import text_field %}'
        '{{ text_field("note", "Note", "<x>", type="long", help="Kort.", error="For lang.", limit=500) }}'
    )
    assert 'aria-describedby="note-help note-error note-limit"' in html
    assert 'aria-invalid="true"' in html
    assert "&lt;x&gt;" in html
    assert "Fejl:" in html


def test_a_textarea_keeps_a_first_empty_line(draw: Draw) -> None:
    html = draw('{% from "components/forms.html" import text_field %}{{ text_field("n", "N", "\nb", type="long") }}')
    assert ">\n\nb</textarea>" in html


def test_an_optional_field_says_so_and_a_required_one_does_not(draw: Draw) -> None:
    source = '{% from "components/forms.html" import text_field %}{{ text_field("a", "A", required=required) }}'
    assert "(frivilligt)" in draw(source, required=False)
    assert "(frivilligt)" not in draw(source, required=True)


def test_chosen_cards_are_checked_whatever_the_type(draw: Draw) -> None:
    source = (
        '{% from "components/forms.html" import choice_cards %}'
        '{{ choice_cards("n", "N", [(1, "En"), (2, "To")], chosen=chosen, multiple=True) }}'
    )
    assert draw(source, chosen=["2"]).count(" checked") == 1
    assert draw(source, chosen=2).count(" checked") == 1
    assert draw(source, chosen=None).count(" checked") == 0


def test_rows_are_named_by_row_and_column(draw: Draw) -> None:
    html = draw(
        '{% from "components/forms.html" import rows_field %}{{ rows_field("aftaler", "Aftaler", columns, values, 3) }}',
        columns=[SimpleNamespace(id="hvad", label="Hvad", kind="text", options=[])],
        values=[{"hvad": "Opslag"}],
    )
    assert 'name="aftaler-0-hvad"' in html
    assert 'value="Opslag"' in html
    assert 'name="aftaler-2-hvad"' in html


def test_the_ribbon_tells_where_one_is_without_colour(draw: Draw) -> None:
    steps = [SimpleNamespace(id="a", title="Forbered"), SimpleNamespace(id="b", title="Åbn")]
    html = draw(
        '{% from "components/status.html" import steps_ribbon %}{{ steps_ribbon(steps, "b", ["a"]) }}', steps=steps
    )
    assert html.count('aria-current="step"') == 1
    assert ", færdig" in html


def test_the_chosen_level_of_a_rubric_is_a_word(draw: Draw) -> None:
    criterion = SimpleNamespace(id="c", letter="B", title="Struktur", levels=["a", "b", "c", "d"])
    html = draw(
        '{% from "components/rubric.html" import rubric_table %}{{ rubric_table([c], ["1", "2", "3", "4"], {"c": 3}) }}',
        c=criterion,
    )
    assert html.count("Vurderet her") == 1


def test_pages_are_counted_and_asked_for_safely() -> None:
    assert Page([], 1, 25, 0).pages == 1
    assert Page([], 1, 25, 26).pages == 2
    texts = (None, "3", "0", "-1", "x", "9999999", "9" * 99, "٣")
    assert [page_number(text, 50, 200) for text in texts] == [1, 3, 1, 1, 1, 4, 1, 1]
    assert page_number("2", 50, 0) == 1
