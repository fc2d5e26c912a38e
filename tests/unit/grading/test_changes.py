from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.rules.format import Column, ToolField, ToolFile
from app.grading.rules.changes import Kind, Piece, as_text, changed_fields, compare

WORDS = st.lists(
    st.sampled_from(["vi", "mødes", "for", "at", "aftale", ".", ",", " ", "  ", "\n", "æøå", "2026"]), max_size=30
)
TEXTS = st.one_of(st.text(max_size=60), WORDS.map("".join))


def joined(pieces: tuple[Piece, ...], kind: Kind) -> str:
    return "".join(piece.text for piece in pieces if piece.kind in {Kind.SAME, kind})


@given(TEXTS, TEXTS)
def test_the_pieces_make_both_versions(before: str, after: str) -> None:
    pieces = compare(before, after)
    assert joined(pieces, Kind.GONE) == before
    assert joined(pieces, Kind.NEW) == after


@given(TEXTS)
def test_the_same_text_has_no_change(text: str) -> None:
    assert {piece.kind for piece in compare(text, text)} <= {Kind.SAME}


def test_a_changed_word_is_one_change() -> None:
    assert compare("Vi ses på mandag.", "Vi ses på tirsdag.") == (
        (Kind.SAME, "Vi ses på "), (Kind.GONE, "mandag"), (Kind.NEW, "tirsdag"), (Kind.SAME, "."),
    )  # fmt: skip


def test_changed_words_beside_each_other_are_one_change() -> None:
    assert compare("en lang tale om os", "en kort åbning om os") == (
        (Kind.SAME, "en "), (Kind.GONE, "lang tale"), (Kind.NEW, "kort åbning"), (Kind.SAME, " om os"),
    )  # fmt: skip


TOOL = ToolFile(
    id="ark",
    title="Ark",
    purpose="Prøve.",
    fields=[
        ToolField(id="formaal", label="Formål", kind="long"),
        ToolField(id="deltagere", label="Deltagere", kind="choices", options=["HR", "Ejer"]),
        ToolField(
            id="punkter", label="Punkter", kind="rows",
            columns=[Column(id="hvad", label="Hvad", kind="text"), Column(id="tid", label="Tid", kind="number")],
        ),
    ],
)  # fmt: skip


def test_every_kind_of_field_becomes_lines() -> None:
    formaal, deltagere, punkter = TOOL.fields
    assert as_text(formaal, "En\nto") == "En\nto"
    assert as_text(formaal, None) == ""
    assert as_text(deltagere, ["HR", "Ejer"]) == "HR\nEjer"
    assert as_text(punkter, [{"tid": "5", "hvad": "Åbn"}, {"hvad": "", "tid": ""}, {"hvad": "Luk"}]) == "Åbn · 5\nLuk"


def test_only_fields_that_differ_are_named_and_lost_ones_come_last() -> None:
    smaller = TOOL.model_copy(update={"fields": TOOL.fields[1:]})
    changes = changed_fields(
        TOOL,
        {"formaal": "Væk", "deltagere": ["HR"], "punkter": []},
        smaller,
        {"deltagere": ["HR"], "punkter": [{"hvad": "Ny"}]},
    )
    assert [(change.label, [piece.kind for piece in change.pieces]) for change in changes] == [
        ("Punkter", [Kind.NEW]),
        ("Formål", [Kind.GONE]),
    ]
