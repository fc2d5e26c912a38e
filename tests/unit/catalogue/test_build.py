import hashlib
from itertools import pairwise

from app.catalogue.rules.build import content_hash, count_words, edition_json, rubric_hash
from app.catalogue.rules.compare import Change, Difference, compare
from app.catalogue.rules.display import for_cohort
from app.catalogue.rules.edition import Edition, RequirementKind
from tests.factories.catalogue import QUIZ_1, build_course, picture, tiny_edition

FIRST = "modules/forberedelse"
LESSON = f"{FIRST}/lessons/skriv-formaalet.md"


def test_the_tiny_edition_has_everything_in_order() -> None:
    edition = tiny_edition()
    assert [(module.number, module.id) for module in edition.modules] == [(1, "forberedelse"), (2, "samtalen")]
    assert [lesson.code for module in edition.modules for lesson in module.lessons] == ["1.1", "1.2", "2.1", "2.2"]
    assert [item.kind for item in edition.modules[0].requirements] == [
        RequirementKind.LESSON,
        RequirementKind.LESSON,
        RequirementKind.QUIZ,
        RequirementKind.ASSIGNMENT,
    ]
    found = edition.lesson("skriv-formaalet")
    assert found is not None
    lesson = found[1]
    assert lesson.terms == ("udbytte", "dagsorden")
    assert [heading.id for heading in lesson.headings] == ["s-begynd-med-slutningen", "s-tegn-det"]
    assert lesson.minutes == 1
    assert edition.pictures[0].digest == hashlib.sha256(picture()).hexdigest()
    term = edition.term("udbytte")
    assert term is not None
    assert term.forms == ["udbytte", "udbyttet"]
    assert edition.term("findes-ikke") is None


def test_an_edition_survives_being_stored() -> None:
    content = edition_json(tiny_edition())
    again = Edition.model_validate_json(content)
    assert again == tiny_edition()
    assert edition_json(again) == content


def test_the_same_files_always_give_the_same_hash() -> None:
    assert content_hash(edition_json(build_course())) == content_hash(edition_json(build_course()))


def test_the_rubric_hash_follows_the_criteria_alone() -> None:
    found = tiny_edition().assignment("proev-dagsordenen")
    changed = build_course(
        **{f"{FIRST}/assignments/proev-dagsordenen.md": lambda text: text.replace("Vælg et møde", "Vælg ét møde")}
    ).assignment("proev-dagsordenen")
    stricter = build_course(**{"rubric.yaml": lambda text: text.replace("Ingen plan", "Intet")}).assignment(
        "proev-dagsordenen"
    )
    assert found is not None
    assert changed is not None
    assert stricter is not None
    assert found[1].rubric_hash == changed[1].rubric_hash == rubric_hash(found[1].criteria)
    assert stricter[1].rubric_hash != found[1].rubric_hash
    assert [criterion.id for criterion in found[1].criteria] == ["struktur", "dagsordenen-i-brug"]


def test_words_are_what_one_reads() -> None:
    assert count_words('<p>Et <strong>godt</strong> møde – i dag &amp; i morgen <img alt="tre ord her"></p>') == 7


def test_reading_time_grows_with_the_words() -> None:
    long = build_course(**{LESSON: lambda text: text + "\n" + "ord " * 900})
    found = long.lesson("skriv-formaalet")
    assert found is not None
    assert found[1].minutes == round(found[1].words / 180) == 5


def test_no_differences() -> None:
    assert compare(tiny_edition(), build_course()) == ()


def test_what_was_added_changed_and_removed() -> None:
    new = build_course(
        **{
            LESSON: lambda text: text.replace("Tegn det", "Tegn bordet").replace("title: Skriv", "title: Find"),
            f"{FIRST}/quiz.yaml": lambda _: QUIZ_1[: QUIZ_1.index("  - id: q-deltagere")],
            "terms.yaml": lambda text: text.replace("[udbytte, udbyttet]", "[udbytte, udbyttet, udbytter]"),
            "modules/samtalen/module.yaml": lambda text: text.replace(
                "[lyt-foerst, luk-moedet]", "[luk-moedet, lyt-foerst, ny-lektion]"
            ),
            "modules/samtalen/lessons/ny-lektion.md": (
                "---\nid: ny-lektion\ntitle: Ny\nsummary: s\nobjectives: [o]\nsteps: [aftal]\nif_then: {if: a, then: b}\n---\n\nTekst.\n"
            ),
        }
    )
    changes = compare(tiny_edition(), new)
    changed = Difference.CHANGED
    assert changes == (
        Change("module", "samtalen", "Før samtalen", changed, ("lessons",)),
        Change("lesson", "skriv-formaalet", "Find formålet", changed, ("title", "text")),
        Change("lesson", "luk-moedet", "Luk mødet", changed, ("code",)),
        Change("lesson", "lyt-foerst", "Lyt først", changed, ("code",)),
        Change("lesson", "ny-lektion", "Ny", Difference.ADDED),
        Change("quiz", "forberedelse-quiz", "Quiz om forberedelse", changed, ("questions",)),
        Change("question", "q-deltagere", "Hvem skal kende dagsordenen?", Difference.REMOVED),
        Change("term", "udbytte", "udbytte", changed, ("forms",)),
    )


def test_addresses_and_the_name_of_the_unit_are_filled_in() -> None:
    edition = tiny_edition()
    lesson, assignment = edition.modules[0].lessons[0], edition.modules[0].assignments[0]
    html = for_cohort(lesson.html, 7, 'Erhverv & <b>"Job"</b>')
    assert 'href="/learning/7/lessons/send-dagsordenen"' in html
    assert 'href="/practice/7/tools/dagsorden"' in html
    assert "Et møde i Erhverv &amp; &lt;b&gt;&#34;Job&#34;&lt;/b&gt; har" in html
    assert 'href="/learning/7/cases/baadvaerftet"' in for_cohort(assignment.html, 7, "x")
    assert 'href="/practice/7/assignments/proev-dagsordenen"' in for_cohort(edition.modules[0].cases[0].html, 7, "x")
    assert "praksis:" not in html + for_cohort(assignment.html, 7, "x")


def test_steps_keep_their_order() -> None:
    assert all(first != second for first, second in pairwise(tiny_edition().steps))
