"""Min log: the list and the form."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import today
from app.core.query_stats import QueryLog
from app.practice.models import LogEntry
from tests.client import CheckingClient
from tests.factories.practice import look, make_entry
from tests.factories.world import World

ENTRY = {
    "entry_key": "n1", "happened_on": "2026-01-05", "company": "grossist, ca. 35 ansatte", "outcome": "did-not-work",
    "steps": ["forbered", "aftal"], "barrier": "Ejeren blev kaldt væk", "learned": "Spørg om tiden først.",
}  # fmt: skip


def entries(session: Session) -> list[LogEntry]:
    return look(session, select(LogEntry))


def test_the_empty_log_says_what_to_do(consultant: CheckingClient, log: str) -> None:
    page = consultant.get(log)
    assert "Din log er tom" in page.words
    assert f"{log}/new" in page.text


def test_an_entry_is_saved_and_listed(consultant: CheckingClient, log: str, session: Session) -> None:
    form = consultant.get(f"{log}/new")
    assert f'value="{today().isoformat()}"' in form.text
    assert consultant.post(f"{log}/new", ENTRY).location.endswith(log)
    page = consultant.get(log)
    for words in (
        "Dit indlæg er gemt", "grossist, ca. 35 ansatte", "5. januar 2026", "Forbered, Aftal", "Prøvede, virkede ikke",
        "Ejeren blev kaldt væk", "Spørg om tiden først.",
    ):  # fmt: skip
        assert words in page.words
    assert entries(session)[0].steps == ["forbered", "aftal"]


def test_the_same_entry_sent_twice_is_stored_once(
    world: World, sign_in: Callable[[int], CheckingClient], log: str, session: Session
) -> None:
    browsers = [sign_in(world.consultant.id) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        statuses = [page.status for page in pool.map(lambda each: each.post(f"{log}/new", ENTRY), browsers)]
    assert statuses == [303] * 6
    assert len(entries(session)) == 1


def test_other_words_under_a_used_key_are_neither_lost_nor_overwrite(
    consultant: CheckingClient, log: str, session: Session
) -> None:
    consultant.post(f"{log}/new", ENTRY)
    page = consultant.post(f"{log}/new", {**ENTRY, "learned": "Noget andet"}, expect=409)
    assert "Noget andet" in page.text
    assert 'name="entry_key" type="hidden" value="n1"' not in page.text
    assert [entry.learned for entry in entries(session)] == ["Spørg om tiden først."]


def test_a_key_that_cannot_be_one_is_refused_and_renewed(
    consultant: CheckingClient, log: str, session: Session
) -> None:
    for key in ("010170 1234", "nøgle", "a" * 65, "n1\nx"):
        page = consultant.post(f"{log}/new", {**ENTRY, "entry_key": key}, expect=422)
        assert key not in page.text
        assert "Send formularen igen." in page.words
    assert entries(session) == []


def test_the_key_of_somebody_else_is_no_obstacle(
    consultant: CheckingClient, log: str, session: Session, world: World, sign_in: Callable[[int], CheckingClient]
) -> None:
    consultant.post(f"{log}/new", ENTRY)
    sign_in(world.colleague.id).post(f"{log}/new", ENTRY)
    assert {entry.enrolment_id for entry in entries(session)} == {world.enrolment.id, world.colleague_enrolment.id}


def test_a_barrier_belongs_to_what_did_not_work(consultant: CheckingClient, log: str, session: Session) -> None:
    consultant.post(f"{log}/new", {**ENTRY, "outcome": "worked"})
    assert entries(session)[0].barrier is None


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("outcome", "", "Vælg, hvordan det gik."),
        ("company", "  ", "hvilken slags virksomhed"),
        ("happened_on", "", "Skriv datoen."),
        ("happened_on", (today() + timedelta(days=2)).isoformat(), "Datoen er ikke kommet endnu."),
        ("happened_on", "0001-01-01", "Tjek årstallet."),
        ("happened_on", (today() - timedelta(days=731)).isoformat(), "Tjek årstallet."),
        ("company", "x" * 201, "højst 200 tegn"),
        ("learned", "å" * 4001, "højst 4000 tegn"),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_the_rest_is_kept(
    consultant: CheckingClient, log: str, session: Session, *, field: str, value: str, words: str
) -> None:
    page = consultant.post(f"{log}/new", {**ENTRY, field: value}, expect=422)
    assert words in page.words
    assert "Ejeren blev kaldt væk" in page.text
    assert entries(session) == []


@pytest.mark.parametrize("forged", [{"outcome": "brilliant"}, {"steps": ["dans"]}, {"happened_on": "31-02-2026"}])
def test_forged_values_are_refused(
    consultant: CheckingClient, log: str, session: Session, forged: dict[str, object]
) -> None:
    consultant.post(f"{log}/new", {**ENTRY, **forged}, expect=422)
    assert entries(session) == []


def test_extra_fields_are_ignored(consultant: CheckingClient, log: str, session: Session, world: World) -> None:
    consultant.post(
        f"{log}/new", {**ENTRY, "enrolment_id": str(world.colleague_enrolment.id), "created_at": "2001-01-01"}
    )
    (entry,) = entries(session)
    assert entry.enrolment_id == world.enrolment.id
    assert entry.created_at.year >= 2026


def test_markup_and_emoji_are_shown_as_typed(consultant: CheckingClient, log: str) -> None:
    consultant.post(f"{log}/new", {**ENTRY, "learned": "<script>alert(1)</script> 😀 שלום"})
    page = consultant.get(log)
    assert "<script>alert" not in page.text
    assert "😀 שלום" in page.text


def test_nul_is_refused(consultant: CheckingClient, log: str, session: Session) -> None:
    consultant.post(f"{log}/new", {**ENTRY, "learned": "a\x00b"}, expect=422)
    assert entries(session) == []


def test_fifty_a_page_the_newest_first(
    consultant: CheckingClient, log: str, session: Session, world: World,
    queries: Callable[[], AbstractContextManager[QueryLog]],
) -> None:  # fmt: skip
    for number in range(51):
        make_entry(session, world.enrolment, f"virksomhed {number}.", date(2026, 1, 1) + timedelta(days=number))
    make_entry(session, world.colleague_enrolment, "en kollegas")
    session.commit()
    consultant.get(log)
    with queries() as counted:
        first = consultant.get(log)
    assert len(counted) <= 4, counted.statements
    assert first.words.index("virksomhed 50.") < first.words.index("virksomhed 1.")
    assert "virksomhed 0." not in first.words
    assert "en kollegas" not in first.words
    assert "virksomhed 0." in consultant.get(f"{log}?page=2").words
    assert "virksomhed 0." in consultant.get(f"{log}?page=9").words


def test_home_leads_to_the_latest_log(
    consultant: CheckingClient, log: str, world: World, sign_in: Callable[[int], CheckingClient]
) -> None:
    assert consultant.get("/practice/", expect=303).location.endswith(log)
    assert "Du er ikke længere på et hold" in sign_in(world.withdrawn.id).get("/practice/").words
    assert "Du er ikke på et hold endnu" in sign_in(world.instructor.id).get("/practice/").words


def test_the_instructors_read_the_whole_cohorts_log(
    log: str, session: Session, world: World, sign_in: Callable[[int], CheckingClient],
    queries: Callable[[], AbstractContextManager[QueryLog]],
) -> None:  # fmt: skip
    make_entry(session, world.enrolment, "<b>smed</b>", date(2026, 3, 1))
    make_entry(session, world.colleague_enrolment, "bager", date(2026, 5, 1))
    make_entry(session, world.withdrawn_enrolment, "slagter", date(2026, 4, 1))
    make_entry(session, world.outsider_enrolment, "en anden kommunes")
    session.commit()
    instructor = sign_in(world.instructor.id)
    link = f'href="{log}s"'
    assert link in instructor.get(f"/learning/{world.cohort.id}").text
    with queries() as counted:
        page = instructor.get(f"{log}s")
    assert len(counted) <= 4, counted.statements
    places = [page.words.index(words) for words in ("bager", "slagter", "<b>smed</b>")]
    assert places == sorted(places)
    assert "Åse Østergaard · 1. maj 2026" in page.words
    assert "Viggo Dam (har forladt holdet)" in page.words
    assert "en anden kommunes" not in page.words
    assert "<b>smed" not in page.text


def test_an_empty_log_of_a_cohort_says_so(log: str, world: World, sign_in: Callable[[int], CheckingClient]) -> None:
    assert "Ingen har skrevet i loggen endnu" in sign_in(world.instructor.id).get(f"{log}s").words


def test_nobody_else_reads_a_cohorts_log(log: str, world: World, sign_in: Callable[[int], CheckingClient]) -> None:
    others = (
        world.consultant, world.colleague, world.withdrawn, world.other_instructor, world.manager, world.administrator,
        world.outsider_instructor, world.outsider_manager, world.outsider_administrator,
    )  # fmt: skip
    for person in others:
        sign_in(person.id).get(f"{log}s", expect=404)
