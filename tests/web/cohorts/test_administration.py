"""Administration of cohorts."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.cohorts.models import Cohort, CohortInstructor, Deadline, Enrolment
from app.core.audit import AuditEvent
from app.core.clock import now
from app.core.query_stats import QueryLog
from app.people.models import Membership
from app.people.policy import Role
from tests.client import CheckingClient
from tests.factories.catalogue import store_edition
from tests.factories.cohorts import enrol, make_cohort
from tests.factories.people import make_person
from tests.factories.world import World

SignInAs = Callable[[int], CheckingClient]
Queries = Callable[[], AbstractContextManager[QueryLog]]


@pytest.fixture
def admin(sign_in: SignInAs, world: World) -> CheckingClient:
    """The browser of Fjordby's administrator."""
    return sign_in(world.administrator.id)


@pytest.fixture
def path(world: World) -> str:
    """The address of the cohort."""
    return f"/cohorts/{world.cohort.id}"


def look(session: Session, statement: Any) -> list[Any]:
    """Return the rows of a statement, and let others write again."""
    rows = session.execute(statement.execution_options(populate_existing=True)).all()
    session.commit()
    return [row[0] if len(row) == 1 else tuple(row) for row in rows]


def audited(session: Session) -> list[str]:
    return look(session, select(AuditEvent.action).order_by(AuditEvent.id))


def withdrawn_at(session: Session, enrolment: Enrolment) -> datetime | None:
    (found,) = look(session, select(Enrolment.withdrawn_at).where(Enrolment.id == enrolment.id))
    return found


# The list and a new cohort.


def test_lists_own_cohorts(admin: CheckingClient, world: World) -> None:
    words = admin.get("/cohorts/").words
    assert "Forår 2027 Det lille kursus, udgave 1" in words
    assert words.index("Efterår 2027") < words.index("Forår 2027")
    assert "2 1 Karen Toft" in words
    assert "Lone Vig" not in words


def test_says_when_there_is_no_cohort(admin: CheckingClient, world: World, session: Session) -> None:
    for cohort in (world.cohort, world.other_cohort):
        session.execute(Enrolment.__table__.delete().where(Enrolment.cohort_id == cohort.id))
        session.execute(CohortInstructor.__table__.delete().where(CohortInstructor.cohort_id == cohort.id))
        session.delete(cohort)
    session.commit()
    assert "Der er ingen hold endnu" in admin.get("/cohorts/").words


def new_cohort(world: World, **changes: str | int) -> dict[str, str | int]:
    return {
        "name": "Forår 2028", "edition": world.edition_row.id, "starts_on": "2028-02-01", "ends_on": "2028-06-30", **changes,
    }  # fmt: skip


def test_makes_a_cohort_once(admin: CheckingClient, world: World, session: Session) -> None:
    fields = new_cohort(world, organisation=world.havneby.id, organisation_id=world.havneby.id)
    places = {admin.post("/cohorts/new", fields).location for _ in range(2)}
    (cohort,) = look(session, select(Cohort).where(Cohort.name == "Forår 2028"))
    assert places == {f"/cohorts/{cohort.id}"}
    assert (cohort.organisation_id, cohort.edition_id) == (world.fjordby.id, world.edition_row.id)
    assert (cohort.starts_on, cohort.ends_on) == (date(2028, 2, 1), date(2028, 6, 30))
    assert audited(session) == ["created"]
    assert "Ingen er tilmeldt" in admin.get(places.pop()).words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "Udfyld"),
        ({"edition": 987_654}, "Vælg"),
        ({"edition": ""}, "Vælg"),
        ({"starts_on": "snart"}, "Skriv en dato"),
        ({"starts_on": ""}, "Udfyld"),
        ({"ends_on": "2028-01-31"}, "kan ikke ligge før"),
        ({"starts_on": "0028-02-01"}, "mellem 2000 og 2100"),
    ],
)
def test_poor_cohorts_are_refused(
    admin: CheckingClient, world: World, session: Session, changes: dict[str, str | int], words: str
) -> None:
    assert words in admin.post("/cohorts/new", new_cohort(world, **changes), expect=422).words
    assert audited(session) == []


def test_administrator_of_two_chooses_the_organisation(admin: CheckingClient, world: World, session: Session) -> None:
    session.add(Membership(person_id=world.administrator.id, organisation_id=world.havneby.id, role=Role.ADMINISTRATOR))
    session.commit()
    assert "Forår 2027 (Havneby)" in admin.get("/cohorts/").words
    assert "Havneby" in admin.get("/cohorts/new").words
    admin.post("/cohorts/new", new_cohort(world, organisation=world.havneby.id))
    assert look(session, select(Cohort.organisation_id).where(Cohort.name == "Forår 2028")) == [world.havneby.id]


# Enrolling and withdrawing.


def test_shows_people_instructors_and_edition(admin: CheckingClient, path: str) -> None:
    words = admin.get(path).words
    for text in ("Mette Holm", "Åse Østergaard", "Viggo Dam", "Udmeldt", "Karen Toft", "Det lille kursus, udgave 1"):
        assert text in words
    assert "Ida Krog" not in words
    assert words.index("Mette Holm") < words.index("Åse Østergaard")


def test_enrols_the_chosen_once(admin: CheckingClient, world: World, session: Session, path: str) -> None:
    chosen = {"people": [world.other_consultant.id, world.consultant.id], "cohort_id": world.havneby_cohort.id}
    assert admin.post(f"{path}/enrol", chosen).location == path
    assert "Én person er tilmeldt" in admin.get(path).words
    admin.post(f"{path}/enrol", chosen)
    assert "Intet er ændret" in admin.get(path).words
    rows = select(func.count()).where(
        Enrolment.person_id == world.other_consultant.id, Enrolment.cohort_id == world.cohort.id
    )
    assert look(session, rows) == [1]
    assert audited(session) == ["enrolled"]


def test_withdrawing_twice_keeps_the_first_date_and_enrolling_brings_all_back(
    admin: CheckingClient, sign_in: SignInAs, world: World, session: Session, path: str
) -> None:
    consultant = sign_in(world.consultant.id)
    consultant.get(f"/learning/{world.cohort.id}")
    admin.post(f"{path}/enrolments/{world.enrolment.id}/withdraw")
    first = withdrawn_at(session, world.enrolment)
    admin.post(f"{path}/enrolments/{world.enrolment.id}/withdraw")
    assert withdrawn_at(session, world.enrolment) == first is not None
    consultant.get(f"/learning/{world.cohort.id}", expect=404)
    for _ in range(2):
        admin.post(f"{path}/enrol", {"people": world.consultant.id})
    assert withdrawn_at(session, world.enrolment) is None
    consultant.get(f"/learning/{world.cohort.id}")
    assert audited(session) == ["withdrawn", "enrolled_again"]


def test_choosing_nobody_says_so(admin: CheckingClient, path: str) -> None:
    page = admin.post(f"{path}/enrol", {})
    assert "mindst én jobkonsulent" in admin.get(page.location).words


def test_lists_who_could_be_enrolled(admin: CheckingClient, world: World, session: Session, path: str) -> None:
    closed = make_person(session, world.fjordby, "Lukket Person", Role.CONSULTANT)
    closed.deactivated_at = now()
    session.commit()
    words = admin.get(f"{path}/enrol").words
    assert "Jens Lund" in words
    assert "Viggo Dam Har været med før" in words
    for missing in ("Mette Holm", "Karen Toft", "Ida Krog", "Lukket Person"):
        assert missing not in words
    assert "Viggo Dam" not in admin.get(f"{path}/enrol?q=jens").words
    assert "Ingen resultater" in admin.get(f"{path}/enrol?q=krog").words


def test_says_when_everybody_takes_part(admin: CheckingClient, world: World, path: str) -> None:
    admin.post(f"{path}/enrol", {"people": [world.other_consultant.id, world.withdrawn.id]})
    assert "Alle er med" in admin.get(f"{path}/enrol").words


def test_closed_account_is_left_out(admin: CheckingClient, world: World, session: Session, path: str) -> None:
    world.other_consultant.deactivated_at = now()
    session.commit()
    admin.post(f"{path}/enrol", {"people": world.other_consultant.id})
    assert audited(session) == []


@pytest.mark.parametrize("name", ["outsider", "instructor", "manager"])
def test_only_consultants_of_the_organisation_are_enrolled(
    admin: CheckingClient, world: World, session: Session, path: str, name: str
) -> None:
    chosen = [world.other_consultant.id, getattr(world, name).id]
    admin.post(f"{path}/enrol", {"people": chosen}, expect=404)
    assert audited(session) == []


@pytest.mark.parametrize("value", ["x", "-1", "1.5", "9" * 30, "١"])
def test_what_is_no_id_is_not_found(admin: CheckingClient, path: str, value: str) -> None:
    admin.post(f"{path}/enrol", {"people": value}, expect=404)
    admin.post(f"{path}/instructors", {"instructors": value}, expect=404)


# Instructors.


def instructors(session: Session, world: World) -> set[int]:
    return set(look(session, select(CohortInstructor.person_id).where(CohortInstructor.cohort_id == world.cohort.id)))


def test_changes_instructors(admin: CheckingClient, world: World, session: Session, path: str) -> None:
    assert "Poul Rask" in admin.get(f"{path}/instructors").words
    for _ in range(2):
        admin.post(f"{path}/instructors", {"instructors": world.other_instructor.id})
    assert instructors(session, world) == {world.other_instructor.id}
    (event,) = look(session, select(AuditEvent.detail))
    assert event == {"before": [world.instructor.id], "after": [world.other_instructor.id]}
    admin.post(f"{path}/instructors", {})
    assert instructors(session, world) == set()
    assert "ingen kan give feedback" in admin.get(path).words


@pytest.mark.parametrize("name", ["outsider_instructor", "consultant", "manager"])
def test_only_people_with_the_role_instruct(
    admin: CheckingClient, world: World, session: Session, path: str, name: str
) -> None:
    admin.post(f"{path}/instructors", {"instructors": getattr(world, name).id}, expect=404)
    assert instructors(session, world) == {world.instructor.id}


def test_instructor_who_lost_the_role_is_marked(
    admin: CheckingClient, world: World, session: Session, path: str
) -> None:
    session.execute(Membership.__table__.delete().where(Membership.person_id == world.instructor.id))
    session.commit()
    assert "Kan ikke længere undervise" in admin.get(path).words


# Deadlines.


def first_assignment(world: World) -> str:
    """Return what the names of the date fields of the first assignment end with."""
    return "assignment-" + next(module for module in world.edition.modules if module.assignments).assignments[0].id


@pytest.fixture
def item(world: World) -> str:
    return first_assignment(world)


def deadline_rows(session: Session) -> list[Any]:
    return look(
        session,
        select(Deadline.item_kind, Deadline.item_id, Deadline.due_at, Deadline.cut_off_at).order_by(Deadline.id),
    )


def test_sets_changes_and_removes_a_deadline(
    admin: CheckingClient, world: World, session: Session, path: str, item: str
) -> None:
    fields = {f"due-{item}": "2027-03-27", f"cut-{item}": "2027-03-28", "due-module-unknown": "2027-01-01"}
    for _ in range(2):
        assert admin.post(f"{path}/deadlines", fields).location == path
    kind, _, item_id = item.partition("-")
    due, cut_off = datetime(2027, 3, 27, 22, 59, 59, tzinfo=UTC), datetime(2027, 3, 28, 21, 59, 59, tzinfo=UTC)
    assert deadline_rows(session) == [(kind, item_id, due, cut_off)]
    assert audited(session) == ["deadline_changed"]
    assert 'value="2027-03-28"' in admin.get(f"{path}/deadlines").text
    assert "lukker 28. marts 2027" in admin.get(path).words
    admin.post(f"{path}/deadlines", {f"due-{item}": "2027-03-28"})
    assert deadline_rows(session) == [(kind, item_id, cut_off, None)]
    admin.post(f"{path}/deadlines", {})
    assert deadline_rows(session) == []
    assert audited(session) == ["deadline_changed"] * 3


def test_deadline_that_is_not_touched_keeps_its_hour(
    admin: CheckingClient, world: World, session: Session, path: str, item: str
) -> None:
    kind, _, item_id = item.partition("-")
    noon = datetime(2027, 3, 8, 11, tzinfo=UTC)
    session.add(Deadline(cohort_id=world.cohort.id, item_kind=kind, item_id=item_id, due_at=noon))
    session.commit()
    admin.post(f"{path}/deadlines", {f"due-{item}": "2027-03-08"})
    assert deadline_rows(session) == [(kind, item_id, noon, None)]
    assert audited(session) == []


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (("2027-03-08", "2027-03-07"), "kan ikke ligge før fristen"),
        (("", "2027-03-07"), "Sæt også en frist"),
        (("snart", ""), "Skriv en dato"),
        (("1027-03-08", ""), "mellem 2000 og 2100"),
    ],
)
def test_poor_deadlines_change_nothing_and_keep_what_was_written(
    admin: CheckingClient, world: World, session: Session, days: tuple[str, str], words: str
) -> None:
    item, module = first_assignment(world), f"module-{world.edition.modules[0].id}"
    fields = {f"due-{item}": days[0], f"cut-{item}": days[1], f"due-{module}": "2027-05-05"}
    page = admin.post(f"/cohorts/{world.cohort.id}/deadlines", fields, expect=422)
    assert words in page.words
    assert 'value="2027-05-05"' in page.text
    assert deadline_rows(session) == []


# Who may, and what it costs.

PAGES = ("", "/enrol", "/instructors", "/deadlines")
FORMS = ("/enrol", "/instructors", "/deadlines")


def test_cohorts_of_other_organisations_do_not_exist(admin: CheckingClient, world: World, session: Session) -> None:
    for page in PAGES:
        bodies = {admin.get(f"/cohorts/{each}{page}", expect=404).words for each in (world.havneby_cohort.id, 987_654)}
        assert len(bodies) == 1
    for form in FORMS:
        fields = {"people": world.outsider.id, "instructors": world.outsider_instructor.id}
        admin.post(f"/cohorts/{world.havneby_cohort.id}{form}", fields, expect=404)
    foreign = world.outsider_enrolment.id
    for cohort in (world.havneby_cohort, world.cohort, world.other_cohort):
        admin.post(f"/cohorts/{cohort.id}/enrolments/{foreign}/withdraw", expect=404)
    admin.post(f"/cohorts/{world.other_cohort.id}/enrolments/{world.enrolment.id}/withdraw", expect=404)
    assert withdrawn_at(session, world.outsider_enrolment) is None
    assert withdrawn_at(session, world.enrolment) is None
    assert audited(session) == []


@pytest.mark.parametrize("name", ["consultant", "instructor", "manager"])
def test_other_roles_administer_no_cohort(sign_in: SignInAs, world: World, path: str, name: str) -> None:
    browser = sign_in(getattr(world, name).id)
    browser.get("/cohorts/", expect=403)
    browser.get("/cohorts/new", expect=403)
    for page in PAGES:
        browser.get(path + page, expect=404)
    for form in FORMS:
        browser.post(path + form, {}, expect=404)
    browser.post(f"{path}/enrolments/{world.enrolment.id}/withdraw", expect=404)


def test_pages_cost_few_queries_however_many_people(
    admin: CheckingClient, world: World, session: Session, path: str, queries: Queries
) -> None:
    addresses = ("/cohorts/", *(path + page for page in PAGES))
    for address in addresses:
        admin.get(address)

    def costs() -> list[int]:
        found = []
        for address in addresses:
            with queries() as log:
                admin.get(address)
            assert all(statement.startswith(("SELECT", "PRAGMA")) for statement in log.statements)
            found.append(len(log))
        return found

    before = costs()
    for number in range(20):
        person = make_person(session, world.fjordby, f"Person {number:02}", Role.CONSULTANT)
        enrol(session, world.cohort, person)
        make_person(session, world.fjordby, f"Ledig {number:02}", Role.CONSULTANT)
        make_cohort(session, world.fjordby, world.edition_row, f"Hold {number:02}", world.instructor)
    session.commit()
    assert costs() == before
    assert max(before) <= 6


def test_a_newer_edition_can_be_chosen_and_changes_no_cohort(
    admin: CheckingClient, world: World, session: Session, path: str
) -> None:
    newer = store_edition(session, world.edition.model_copy(update={"title": "Det nye kursus"}))
    session.commit()
    words = admin.get("/cohorts/new").words
    assert "Det nye kursus, udgave 2" in words
    assert "udgave 1" in admin.get(path).words
    admin.post("/cohorts/new", new_cohort(world, edition=newer.id))
    assert look(session, select(Cohort.edition_id).where(Cohort.name == "Forår 2028")) == [newer.id]


def test_somebody_whose_account_is_closed_does_not_count(
    admin: CheckingClient, path: str, world: World, session: Session
) -> None:
    words = admin.get("/cohorts/").words
    assert "Forår 2027 Det lille kursus, udgave 1" in words
    assert " 2 1 Karen Toft" in words
    world.colleague.deactivated_at = now()
    session.commit()
    assert " 1 2 Karen Toft" in admin.get("/cohorts/").words
    words = admin.get(path).words
    assert "Én jobkonsulent" in words
    left = words.partition("Ikke længere med")[2]
    assert "Åse Østergaard Kontoen er lukket" in left
    admin.post(f"{path}/enrolments/{world.colleague_enrolment.id}/withdraw")
    assert withdrawn_at(session, world.colleague_enrolment) is not None


def details(**changes: str) -> dict[str, str]:
    return {"name": "Forår 2028", "starts_on": "2028-01-10", "ends_on": "2028-06-30", **changes}


def test_name_and_period_can_be_changed(admin: CheckingClient, path: str, world: World, session: Session) -> None:
    page = admin.get(f"{path}/edit")
    assert 'value="Forår 2027"' in page.text
    for _ in range(2):
        assert admin.post(f"{path}/edit", details(edition="99", organisation=str(world.havneby.id))).location == path
    (found,) = look(
        session,
        select(Cohort.name, Cohort.starts_on, Cohort.ends_on, Cohort.organisation_id).where(
            Cohort.id == world.cohort.id
        ),
    )
    assert found == ("Forår 2028", date(2028, 1, 10), date(2028, 6, 30), world.fjordby.id)
    (event,) = session.scalars(select(AuditEvent)).all()
    assert (event.action, event.object_kind, event.actor_id) == (
        "details_changed", "cohort", world.administrator.id,
    )  # fmt: skip
    assert event.detail["fields"] == ["name", "starts_on", "ends_on"]
    assert "Forår" not in str(event.detail)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"name": "x" * 81},
        {"starts_on": "i morgen"},
        {"ends_on": "2027-12-31"},
        {"ends_on": "3028-01-01"},
    ],
)
def test_a_poor_name_or_period_is_refused(
    admin: CheckingClient, path: str, session: Session, wrong: dict[str, str]
) -> None:
    admin.post(f"{path}/edit", details(**wrong), expect=422)
    assert audited(session) == []
    assert "Forår 2027" in look(session, select(Cohort.name))


# What comes in.


@pytest.mark.parametrize("name", ["Hold 010170-1234", "Forår \u202e2027", "For\u200bår", "For\x07år"])
def test_name_holds_no_personal_number_and_nothing_unseen(
    admin: CheckingClient, path: str, session: Session, name: str
) -> None:
    fields = {"name": name, "starts_on": "2027-01-01", "ends_on": "2027-06-01"}
    assert "Fjern " in admin.post(f"{path}/edit", fields, expect=422).words
    admin.post("/cohorts/new", fields, expect=422)
    assert name not in look(session, select(Cohort.name))


@pytest.mark.parametrize(("act", "box"), [("enrol", "people"), ("instructors", "instructors")])
def test_more_people_than_a_page_has_are_refused(admin: CheckingClient, path: str, act: str, box: str) -> None:
    admin.post(f"{path}/{act}", {box: list(range(1, 1002))}, expect=400)
    admin.post(f"{path}/{act}", {box: list(range(10**6, 10**6 + 1000))}, expect=404)
