from difflib import SequenceMatcher
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.rules.format import Column, ToolField, ToolFile
from app.grading.rules import changes
from app.grading.rules.changes import MOST_TOKENS, MOST_WORK, Kind, Piece, as_text, changed_fields, compare

WORDS = st.lists(
    st.sampled_from(
        ["vi", "mødes", "for", "at", "aftale", ".", ". ", "?", ",", " ", "  ", "\n", "\r\n", "æøå", "2026"]
    ),
    max_size=30,
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


def test_a_sentence_put_between_others_is_one_change() -> None:
    assert compare("Vi ses. Husk kaffe.", "Vi ses. Tag tøj med. Husk kaffe.") == (
        (Kind.SAME, "Vi ses. "), (Kind.NEW, "Tag tøj med. "), (Kind.SAME, "Husk kaffe."),
    )  # fmt: skip


def test_a_sentence_put_last_leaves_the_one_before_alone() -> None:
    assert compare("Vi ses.", "Vi ses. Husk kaffe.") == ((Kind.SAME, "Vi ses."), (Kind.NEW, " Husk kaffe."))


def symbols(length: int, filler: str, step: int = 1) -> str:
    """Text of fifty symbols in turn with filler between: what the matcher is slowest at."""
    made = "".join(f"{chr(0x2200 + place * step % 50)}{filler}" for place in range(length))
    return made[:length]


PROSE = [f"Vi mødes på sal {number} for at aftale, hvem der gør hvad" for number in range(340)]
SLOW = {
    "symbols": (symbols(20_000, "a"), symbols(20_000, "b", 7)),
    "symbols alone": (symbols(20_000, ""), symbols(20_000, "", 7)),
    "lines of symbols": (symbols(20_000, "\n"), symbols(20_000, "\n", 7)),
    "sentences of symbols": (symbols(20_000, "."), symbols(20_000, ".", 7)),
    "short lines of symbols": (
        "\n".join(f"{symbols(300, 'a')}{line}" for line in range(60)),
        "\n".join(f"{symbols(300, 'b', 7)}x{line}" for line in range(60)),
    ),
    "prose without stops": (" ".join(PROSE), " ".join(reversed(PROSE))),
    "prose": (". ".join(PROSE), ". ".join(f"{line} nu" for line in reversed(PROSE))),
}


@pytest.mark.parametrize("kind", SLOW)
def test_the_matcher_is_never_given_more_than_the_budget(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two long texts must not keep a web worker busy, so what the matcher may have to do is counted beforehand."""
    work = 0

    def counted(junk: None, before: list[str], after: list[str], **options: Any) -> SequenceMatcher[str]:
        nonlocal work
        assert max(len(before), len(after)) <= MOST_TOKENS
        work += sum(map(before.count, after)) * min(len(before), len(after))
        assert work <= MOST_WORK
        return SequenceMatcher(junk, before, after, **options)

    monkeypatch.setattr(changes, "SequenceMatcher", counted)
    fields = [ToolField(id=f"felt-{number}", label="Felt", kind="long") for number in range(3)]
    tool = TOOL.model_copy(update={"fields": fields})
    before, after = SLOW[kind]
    sheets = ({field.id: text for field in fields} for text in (before, after))
    for change in changed_fields(tool, next(sheets), tool, next(sheets)):
        assert joined(change.pieces, Kind.GONE) == before
        assert joined(change.pieces, Kind.NEW) == after


def test_what_is_beyond_the_budget_is_shown_whole_between_what_both_share() -> None:
    old, new = (" ".join(f"{word}{number}" for number in range(MOST_TOKENS + 1)) for word in ("gammel", "ny"))
    assert compare(f"Først {old} til sidst", f"Først {new} til sidst") == (
        (Kind.SAME, "Først "), (Kind.GONE, old), (Kind.NEW, new), (Kind.SAME, " til sidst"),
    )  # fmt: skip


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
