"""The manager's overview."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.cohorts.models import Cohort, Deadline
from app.core.clock import now
from app.learning.models import ProgressEvent
from app.people.policy import Role
from tests.client import CheckingClient
from tests.factories.cohorts import enrol
from tests.factories.people import make_organisation, make_person
from tests.factories.world import World
from tests.web.insight.conftest import Happen

SignIn = Callable[[int], CheckingClient]

FIRST_MODULE = (
    "lesson skriv-formaalet read", "lesson send-dagsordenen read", "quiz forberedelse-quiz passed",
    "assignment proev-dagsordenen approved", "module forberedelse completed",
)  # fmt: skip


@pytest.fixture
def manager(world: World, sign_in: SignIn) -> CheckingClient:
    return sign_in(world.manager.id)


def due(session: Session, cohort: Cohort, module: str, days: int) -> None:
    at = now() + timedelta(days=days)
    session.add(Deadline(cohort_id=cohort.id, item_kind="module", item_id=module, due_at=at))
    session.commit()


def test_the_overview_says_who_has_completed_what(
    world: World, manager: CheckingClient, happen: Happen, session: Session
) -> None:
    due(session, world.cohort, "forberedelse", 7)
    happen(world.enrolment.id, *FIRST_MODULE)
    happen(world.colleague_enrolment.id, "lesson skriv-formaalet read")
    page = manager.get(f"/insight/{world.cohort.id}")
    assert "2 konsulenter på hold Forår 2027. 1 er foran planen, 1 følger den, 0 er bagud." in page.words
    assert "Du ser gennemførelse og frigivne vurderinger, aldrig noter og kladder." in page.words
    assert "Mette Holm Gennemført 12. mar. Ikke begyndt Foran" in page.words
    assert "Åse Østergaard I gang, 1 af 4 Ikke begyndt Følger planen" in page.words
    assert "I alt: Gennemført 1 0" in page.words
    assert "I alt: Ikke begyndt 0 2" in page.words


def test_behind_and_waiting_are_said_in_words(
    world: World, manager: CheckingClient, happen: Happen, session: Session
) -> None:
    due(session, world.cohort, "forberedelse", -1)
    handed_in = [*FIRST_MODULE[:3], "assignment proev-dagsordenen submitted"]
    happen(world.enrolment.id, *handed_in)
    happen(world.colleague_enrolment.id, *handed_in, "assignment proev-dagsordenen returned")
    words = manager.get(f"/insight/{world.cohort.id}").words
    assert "Mette Holm Til vurdering Ikke begyndt Følger planen" in words
    assert "Åse Østergaard Bagud, 3 af 4 Ikke begyndt Bagud" in words


def test_a_new_event_is_seen_at_once(world: World, manager: CheckingClient, happen: Happen, session: Session) -> None:
    address = f"/insight/{world.cohort.id}"
    assert "I gang" not in manager.get(address).words.split("Jobkonsulent ")[1].split("I alt")[0]
    happen(world.enrolment.id, "lesson skriv-formaalet read")
    assert "Mette Holm I gang, 1 af 4" in manager.get(address).words
    happen(world.enrolment.id, "lesson send-dagsordenen read")
    assert "Mette Holm I gang, 2 af 4" in manager.get(address).words
    session.delete(session.scalars(select(ProgressEvent).order_by(ProgressEvent.id)).first())
    session.commit()
    assert "Mette Holm I gang, 1 af 4" in manager.get(address).words


def test_the_latest_event_of_an_item_counts_however_the_database_keeps_its_rows(
    world: World, manager: CheckingClient, happen: Happen, session: Session
) -> None:
    done = FIRST_MODULE[:3]
    happen(world.enrolment.id, *done, "assignment proev-dagsordenen submitted", "assignment proev-dagsordenen returned")
    happen(world.enrolment.id, "assignment proev-dagsordenen submitted")
    # PostgreSQL writes a changed row anew behind all others, so the oldest event is the last that it comes upon.
    oldest = select(ProgressEvent).where(ProgressEvent.state == "submitted").order_by(ProgressEvent.id).limit(2)
    for event in session.scalars(oldest):
        event.at += timedelta(seconds=1)
        session.commit()
    returned = session.scalars(select(ProgressEvent).where(ProgressEvent.state == "returned")).one()
    returned.at += timedelta(seconds=1)
    session.commit()
    assert "Mette Holm Til vurdering" in manager.get(f"/insight/{world.cohort.id}").words


def test_those_who_left_are_shown_with_a_word_when_asked_for(world: World, manager: CheckingClient) -> None:
    assert "Viggo Dam" not in manager.get(f"/insight/{world.cohort.id}").words
    page = manager.get(f"/insight/{world.cohort.id}?withdrawn=1")
    assert "Viggo Dam Udmeldt Ikke begyndt Ikke begyndt Udmeldt" in page.words
    assert "I alt: Ikke begyndt 2 2" in page.words
    assert "2 konsulenter på hold" in page.words


def test_sorting_is_said_to_screen_readers_and_kept_by_the_filter(world: World, manager: CheckingClient) -> None:
    page = manager.get(f"/insight/{world.cohort.id}?sort=forberedelse&order=desc&q=m")
    assert page.text.count("aria-sort=") == 1
    assert "aria-sort=descending" in page.text
    assert 'name="sort" value="forberedelse"' in page.text
    assert "Åse" not in page.words
    assert "Viser 1 af 2." in page.words
    assert "?sort=plan&amp;q=m" in page.text
    assert "?sort=forberedelse&amp;q=m" in page.text


def test_a_second_press_on_a_heading_turns_the_order(world: World, manager: CheckingClient) -> None:
    page = manager.get(f"/insight/{world.cohort.id}?sort=plan&withdrawn=1")
    assert "?sort=plan&amp;order=desc&amp;withdrawn=1" in page.text


def test_nobody_matches(world: World, manager: CheckingClient) -> None:
    assert "Ingen resultater" in manager.get(f"/insight/{world.cohort.id}?q=findes-ikke").words


def test_a_cohort_without_people_says_so(world: World, manager: CheckingClient, session: Session) -> None:
    empty = Cohort(
        organisation_id=world.fjordby.id, edition_id=world.edition_row.id, name="Nyt",
        starts_on=world.cohort.starts_on, ends_on=world.cohort.ends_on,
    )  # fmt: skip
    session.add(empty)
    session.commit()
    assert "Ingen følger holdet endnu" in manager.get(f"/insight/{empty.id}").words
    assert "Ingen følger holdet endnu" in manager.get(f"/insight/{empty.id}?withdrawn=1").words


def test_names_are_escaped_and_addresses_keep_markup_out(
    world: World, manager: CheckingClient, session: Session
) -> None:
    person = make_person(session, world.fjordby, "<b onload=x>Bo & Co", Role.CONSULTANT)
    enrol(session, world.cohort, person)
    session.commit()
    page = manager.get(f"/insight/{world.cohort.id}", query_string={"q": '"><script>alert(1)</script>'})
    assert "<script>alert" not in page.text
    page = manager.get(f"/insight/{world.cohort.id}")
    assert "<b onload" not in page.text
    assert "&lt;b onload=x&gt;Bo &amp; Co" in page.text


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("POST", "/completion.csv"), ("POST", "/completion.xlsx"), ("GET", "/people/{enrolment}")],
)
def test_strangers_find_nothing(world: World, sign_in: SignIn, method: str, path: str) -> None:
    address = f"/insight/{world.cohort.id}{path.format(enrolment=world.enrolment.id)}"
    for person in (world.outsider_manager, world.consultant, world.instructor, world.administrator, world.outsider):
        assert sign_in(person.id).open(method, address).status_code == 404
    assert sign_in(world.manager.id).open(method, address).status_code == 200


def test_home_leads_to_the_one_cohort_or_lists_several(world: World, sign_in: SignIn, session: Session) -> None:
    home = sign_in(world.outsider_manager.id).get("/insight/", expect=303)
    assert home.location == f"/insight/{world.havneby_cohort.id}"
    words = sign_in(world.manager.id).get("/insight/").words
    assert "Forår 2027" in words
    assert "Efterår 2027" in words
    nowhere = make_organisation(session, "Tomby")
    lonely = make_person(session, nowhere, "Ole Vind", Role.MANAGER)
    session.commit()
    assert "Der er ingen hold endnu" in sign_in(lonely.id).get("/insight/").words


def test_the_number_of_queries_does_not_grow_with_people(
    world: World, manager: CheckingClient, session: Session, happen: Happen, queries: Callable[[], object]
) -> None:
    for number in range(40):
        enrol(session, world.cohort, make_person(session, world.fjordby, f"Navn {number:02}", Role.CONSULTANT))
    session.commit()
    manager.get(f"/insight/{world.cohort.id}")
    for method, address, budget in (("GET", "", 4), ("POST", "/completion.csv", 5), ("POST", "/completion.xlsx", 5)):
        with queries() as log:  # type: ignore[attr-defined]
            assert manager.open(method, f"/insight/{world.cohort.id}{address}").status_code == 200
        assert len(log) <= budget, "\n".join(log.statements)
    happen(world.enrolment.id, "lesson skriv-formaalet read")
    with queries() as log:  # type: ignore[attr-defined]
        manager.get(f"/insight/{world.cohort.id}")
    assert len(log) <= 5, "\n".join(log.statements)


def test_english_is_spoken_to_those_who_chose_it(world: World, session: Session, sign_in: SignIn) -> None:
    manager = make_person(session, world.fjordby, "Ann Lee", Role.MANAGER, language="en")
    session.commit()
    assert "2 consultants in Forår 2027." in sign_in(manager.id).get(f"/insight/{world.cohort.id}").words
