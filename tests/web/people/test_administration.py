"""Administration of the people of one's organisations."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.clock import now
from app.core.jobs import Job
from app.core.query_stats import QueryLog
from app.people.models import Membership, PasswordToken, Person
from app.people.passwords import hash_password
from app.people.policy import Role
from app.people.rules import MOST_LINKS_AN_HOUR
from tests.client import CheckingClient
from tests.factories.people import make_person
from tests.factories.world import World

SignInAs = Callable[[int], CheckingClient]
Queries = Callable[[], AbstractContextManager[QueryLog]]


@pytest.fixture
def admin(sign_in: SignInAs, world: World) -> CheckingClient:
    """The browser of Fjordby's administrator."""
    return sign_in(world.administrator.id)


def mails(session: Session) -> list[dict[str, str]]:
    queued = list(session.scalars(select(Job.payload).where(Job.kind == "mail").order_by(Job.id)))
    session.commit()  # On SQLite a session that has read keeps others from writing.
    return queued


def roles_of(session: Session, person: Person) -> set[tuple[int, str]]:
    rows = session.execute(
        select(Membership.organisation_id, Membership.role).where(Membership.person_id == person.id)
    ).all()
    session.commit()
    return {(row[0], row[1]) for row in rows}


def fresh(session: Session, person: Person) -> Person:
    session.refresh(person)
    session.commit()
    return person


def audited(session: Session) -> list[str]:
    actions = list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))
    session.commit()
    return actions


def share(session: Session, world: World, person: Person, role: Role = Role.CONSULTANT) -> None:
    """Give somebody of Fjordby a role in Havneby too."""
    session.add(Membership(person_id=person.id, organisation_id=world.havneby.id, role=role))
    session.commit()


def invite(
    admin: CheckingClient, email: str, roles: Iterable[str] = ("consultant",), name: str = "Ny Person", expect: int = 303,
    **more: str | int,
) -> str:  # fmt: skip
    fields = {"name": name, "email": email, "roles": list(roles), **more}
    page = admin.post("/people/new", fields, expect=expect)
    return page.location if expect == 303 else page.words


# The list.


def test_lists_own_people_in_danish_order(admin: CheckingClient, world: World, session: Session) -> None:
    make_person(session, world.fjordby, "Zoe Abel", Role.CONSULTANT)
    make_person(session, world.fjordby, "Aage Bro", Role.CONSULTANT, Role.INSTRUCTOR)
    session.commit()
    words = admin.get("/people/").words
    order = [words.index(name) for name in ("Bodil Aagaard", "Viggo Dam", "Zoe Abel", "Aage Bro", "Åse Østergaard")]
    assert order == sorted(order)
    assert "Jobkonsulent, Underviser" in words
    assert "Ida Krog" not in words
    assert "havneby" not in words.lower()


@pytest.mark.parametrize(
    ("words", "found", "missing"),
    [
        ("åse", "Åse Østergaard", "Mette Holm"),
        ("ØSTER", "Åse Østergaard", "Mette Holm"),
        ("mette.h", "Mette Holm", "Åse Østergaard"),
        ("aagaard", "Bodil Aagaard", "Mette Holm"),
        ("100%", "Ingen resultater", "Mette Holm"),
        ("ida", "Ingen resultater", "Ida Krog"),
    ],
)
def test_searches_names_and_addresses(admin: CheckingClient, words: str, found: str, missing: str) -> None:
    page = admin.get("/people/", query_string={"q": words})
    assert found in page.words
    assert missing not in page.words


def test_states_are_words(admin: CheckingClient, world: World, session: Session) -> None:
    world.consultant.password_hash = "hash"
    world.colleague.deactivated_at = now()
    session.commit()
    words = admin.get("/people/").words
    for state in ("Aktiv", "Lukket", "Inviteret"):
        assert state in words


def test_list_is_paged_and_its_queries_do_not_grow(
    admin: CheckingClient, world: World, session: Session, queries: Queries
) -> None:
    with queries() as few:
        admin.get("/people/")
    for number in range(60):
        make_person(session, world.fjordby, f"Person {number:02}", Role.CONSULTANT)
    session.commit()
    with queries() as many:
        first = admin.get("/people/")
    assert len(few) == len(many) <= 5
    assert "Side 1 af 2" in first.words
    assert first.text.count('<th scope="row">') == 50
    assert "Åse Østergaard" in admin.get("/people/?page=2").words
    assert "Åse Østergaard" in admin.get("/people/?page=99").words


# Inviting.


def test_invites_somebody_new(admin: CheckingClient, world: World, session: Session) -> None:
    assert invite(admin, " Ny@Fjordby.Example ", ["consultant", "instructor"], name="  Ny \n Person ") == "/people/"
    person = session.scalars(select(Person).where(Person.email == "ny@fjordby.example")).one()
    assert (person.name, person.password_hash) == ("Ny Person", None)
    assert roles_of(session, person) == {(world.fjordby.id, "consultant"), (world.fjordby.id, "instructor")}
    (mail,) = mails(session)
    assert mail["to"] == "ny@fjordby.example"
    assert "http://localhost/choose-password/" in mail["text"]
    assert "Fjordby" in mail["subject"]
    lasts = session.scalars(select(PasswordToken.expires_at)).one() - now()
    assert 6 < lasts.total_seconds() / 86_400 <= 7
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.object_id, event.actor_id) == ("invited", str(person.id), world.administrator.id)
    assert event.detail == {"roles": ["consultant", "instructor"]}


def test_inviting_twice_makes_one_person_and_one_mail(admin: CheckingClient, session: Session) -> None:
    assert invite(admin, "ny@fjordby.example") == "/people/"
    person_id = session.scalars(select(Person.id).where(Person.email == "ny@fjordby.example")).one()
    session.commit()
    assert invite(admin, "NY@fjordby.example", ["administrator"]) == f"/people/{person_id}"
    assert len(mails(session)) == 1
    assert audited(session) == ["invited"]
    assert session.scalar(select(func.count()).where(Membership.person_id == person_id)) == 1


def test_answer_does_not_say_whether_an_address_is_known_elsewhere(
    admin: CheckingClient, world: World, session: Session
) -> None:
    world.outsider.password_hash = hash_password("tre stole og en bro", time_cost=1)
    session.commit()
    answers = []
    for email in ("nobody@havneby.example", world.outsider.email):
        location = invite(admin, email, name="Gættet Navn")
        answers.append((location, admin.get("/people/?q=ingen-af-dem").words.replace(email, "ADDRESS")))
    assert answers[0] == answers[1]
    assert [mail["to"] for mail in mails(session)] == ["nobody@havneby.example", world.outsider.email]
    assert fresh(session, world.outsider).name == "Ida Krog"
    assert roles_of(session, world.outsider) == {(world.havneby.id, "consultant"), (world.fjordby.id, "consultant")}
    assert "/choose-password/" not in mails(session)[1]["text"]


def test_closed_account_from_elsewhere_gets_no_mail(admin: CheckingClient, world: World, session: Session) -> None:
    world.outsider.deactivated_at = now()
    session.commit()
    assert invite(admin, world.outsider.email) == "/people/"
    assert mails(session) == []


@pytest.mark.parametrize(
    "email", ["ny", "ny@", "ny@fjordby", "æ@fjordby.example", "ny@fj\u00f8rdby.example", "a@b.c\nBcc: x@y.z"]
)
def test_refuses_what_is_no_address(admin: CheckingClient, session: Session, email: str) -> None:
    assert "Skriv en e-mailadresse" in invite(admin, email, expect=422)
    assert mails(session) == []


def test_invitation_needs_a_role_and_a_known_one(admin: CheckingClient, session: Session) -> None:
    assert "mindst én rolle" in invite(admin, "ny@fjordby.example", [], expect=422)
    invite(admin, "ny@fjordby.example", ["owner"], expect=422)
    assert mails(session) == []


def test_nobody_is_invited_into_another_organisation(admin: CheckingClient, world: World, session: Session) -> None:
    invite(admin, "ny@fjordby.example", organisation=world.havneby.id, organisation_id=world.havneby.id)
    person = session.scalars(select(Person).where(Person.email == "ny@fjordby.example")).one()
    assert roles_of(session, person) == {(world.fjordby.id, "consultant")}


def test_administrator_of_two_chooses_among_them_only(admin: CheckingClient, world: World, session: Session) -> None:
    share(session, world, world.administrator, Role.ADMINISTRATOR)
    assert "Havneby" in admin.get("/people/new").words
    invite(admin, "ny@fjordby.example", organisation=world.havneby.id)
    person = session.scalars(select(Person).where(Person.email == "ny@fjordby.example")).one()
    assert roles_of(session, person) == {(world.havneby.id, "consultant")}
    invite(admin, "anden@fjordby.example", organisation=world.havneby.id + 99, expect=422)


# One person.


def test_shows_a_person(admin: CheckingClient, world: World) -> None:
    words = admin.get(f"/people/{world.consultant.id}").words
    for text in ("Mette Holm", "mette.holm@fjordby.example", "Jobkonsulent", "Inviteret"):
        assert text in words


def test_renames_a_person_and_keeps_the_order(admin: CheckingClient, world: World, session: Session) -> None:
    details = {"name": "Mette Aakjær", "email": world.consultant.email, "deactivated_at": "x", "role": "administrator"}
    admin.post(f"/people/{world.consultant.id}/details", details)
    person = fresh(session, world.consultant)
    assert (person.name, person.sort_name) == ("Mette Aakjær", "mette }kj{r")
    assert mails(session) == []
    admin.post(f"/people/{world.consultant.id}/details", details)
    event = session.scalars(select(AuditEvent)).one()
    assert (event.action, event.detail) == ("details_changed", {"fields": ["name"]})


def test_new_address_waits_for_its_owner(admin: CheckingClient, world: World, session: Session) -> None:
    admin.post(f"/people/{world.consultant.id}/details", {"name": "Mette Holm", "email": "ny@fjordby.example"})
    assert fresh(session, world.consultant).email == "mette.holm@fjordby.example"
    assert [mail["to"] for mail in mails(session)] == ["ny@fjordby.example", "mette.holm@fjordby.example"]


def test_new_address_that_somebody_has_gets_the_same_answer(
    admin: CheckingClient, world: World, session: Session
) -> None:
    answers = set()
    for email in ("nobody@havneby.example", world.outsider.email):
        page = admin.post(f"/people/{world.consultant.id}/details", {"name": "Mette Holm", "email": email})
        answers.add((page.location, admin.get(page.location).words.replace(email, "ADDRESS")))
    assert len(answers) == 1
    assert fresh(session, world.consultant).email == "mette.holm@fjordby.example"


def test_poor_details_are_refused(admin: CheckingClient, world: World, session: Session) -> None:
    page = admin.post(f"/people/{world.consultant.id}/details", {"name": " ", "email": "x"}, expect=422)
    assert "Udfyld" in page.words
    assert fresh(session, world.consultant).name == "Mette Holm"


def test_changing_roles_signs_the_person_out(
    admin: CheckingClient, sign_in: SignInAs, world: World, session: Session
) -> None:
    browser, place = sign_in(world.consultant.id), world.fjordby.id
    fields = {f"roles-{place}": ["instructor", "manager", "owner"], f"roles-{world.havneby.id}": ["administrator"]}
    for _ in range(2):
        admin.post(f"/people/{world.consultant.id}/roles", fields)
    assert roles_of(session, world.consultant) == {(place, "instructor"), (place, "manager")}
    browser.get("/account", expect=303)
    event = session.scalars(select(AuditEvent).where(AuditEvent.action == "roles_changed")).one()
    assert event.detail == {"before": ["consultant"], "after": ["instructor", "manager"]}


def test_saving_the_same_roles_leaves_the_person_signed_in(
    admin: CheckingClient, sign_in: SignInAs, world: World, session: Session
) -> None:
    browser = sign_in(world.consultant.id)
    admin.post(f"/people/{world.consultant.id}/roles", {f"roles-{world.fjordby.id}": "consultant"})
    browser.get("/account")
    assert audited(session) == []


def test_person_keeps_at_least_one_role(admin: CheckingClient, world: World, session: Session) -> None:
    page = admin.post(f"/people/{world.consultant.id}/roles", {})
    assert "mindst én rolle" in admin.get(page.location).words
    assert roles_of(session, world.consultant) == {(world.fjordby.id, "consultant")}


def test_last_administrator_can_neither_step_down_nor_leave(
    admin: CheckingClient, world: World, session: Session
) -> None:
    own = f"/people/{world.administrator.id}"
    admin.post(f"{own}/roles", {f"roles-{world.fjordby.id}": "manager"})
    assert "mindst én administrator" in admin.get(own).words
    admin.post(f"{own}/deactivate")
    assert "mindst én administrator" in admin.get(own).words
    assert roles_of(session, world.administrator) == {(world.fjordby.id, "administrator")}
    assert fresh(session, world.administrator).deactivated_at is None


def test_closed_administrator_does_not_count(admin: CheckingClient, world: World, session: Session) -> None:
    other = make_person(session, world.fjordby, "Anden Admin", Role.ADMINISTRATOR)
    other.password_hash, other.deactivated_at = "hash", now()
    session.commit()
    admin.post(f"/people/{world.administrator.id}/deactivate")
    assert fresh(session, world.administrator).deactivated_at is None


def test_administrator_who_has_only_been_invited_does_not_count(
    admin: CheckingClient, world: World, session: Session
) -> None:
    own = f"/people/{world.administrator.id}"
    invite(admin, "anden@fjordby.example", ["administrator"])
    admin.post(f"{own}/roles", {f"roles-{world.fjordby.id}": "manager"})
    assert "mindst én administrator, der kan logge ind" in admin.get(own).words
    admin.post(f"{own}/deactivate")
    assert roles_of(session, world.administrator) == {(world.fjordby.id, "administrator")}
    assert fresh(session, world.administrator).deactivated_at is None


def test_administrator_steps_down_when_there_is_another(admin: CheckingClient, world: World, session: Session) -> None:
    make_person(session, world.fjordby, "Anden Admin", Role.ADMINISTRATOR).password_hash = "hash"
    session.commit()
    page = admin.post(f"/people/{world.administrator.id}/roles", {f"roles-{world.fjordby.id}": "manager"})
    assert page.location == "/"
    assert admin.get("/", expect=303).location == "/insight/"
    admin.get("/people/", expect=403)


def test_own_change_of_roles_keeps_one_signed_in_with_a_new_secret(
    admin: CheckingClient, sign_in: SignInAs, world: World
) -> None:
    elsewhere = sign_in(world.administrator.id)
    fields = {f"roles-{world.fjordby.id}": ["administrator", "manager"]}
    admin.post(f"/people/{world.administrator.id}/roles", fields)
    admin.get(f"/people/{world.administrator.id}")
    elsewhere.get("/account", expect=303)


def test_deactivates_at_once_and_reactivates(
    admin: CheckingClient, sign_in: SignInAs, world: World, session: Session
) -> None:
    browser, path = sign_in(world.consultant.id), f"/people/{world.consultant.id}"
    admin.post(f"{path}/password-link")
    for _ in range(2):
        assert admin.post(f"{path}/deactivate").location == path
    browser.get("/account", expect=303)
    assert fresh(session, world.consultant).deactivated_at is not None
    assert session.scalars(select(PasswordToken.used_at)).one() is not None
    session.commit()
    assert "Lukket" in admin.get(path).words
    for _ in range(2):
        admin.post(f"{path}/reactivate")
    assert fresh(session, world.consultant).deactivated_at is None
    assert audited(session) == ["password_link_sent", "deactivated", "reactivated"]
    assert roles_of(session, world.consultant) == {(world.fjordby.id, "consultant")}


def test_sends_the_link_that_fits(admin: CheckingClient, world: World, session: Session) -> None:
    path = f"/people/{world.consultant.id}/password-link"
    admin.post(path)
    world.consultant.password_hash = hash_password("tre stole og en bro", time_cost=1)
    session.commit()
    admin.post(path)
    invitation, reset = mails(session)
    assert "Velkommen" in invitation["subject"]
    assert "ny adgangskode" in reset["subject"]
    world.consultant.deactivated_at = now()
    session.commit()
    admin.post(path)
    assert len(mails(session)) == 2
    assert "Intet er sendt" in admin.get(f"/people/{world.consultant.id}").words


# Somebody who is also elsewhere.


def test_shared_account_is_not_renamed_or_closed(admin: CheckingClient, world: World, session: Session) -> None:
    share(session, world, world.consultant)
    path = f"/people/{world.consultant.id}"
    words = admin.get(path).words
    assert "anden organisation" in words
    assert "Havneby" not in words
    admin.post(f"{path}/details", {"name": "Andet Navn", "email": "andet@fjordby.example"})
    admin.post(f"{path}/deactivate")
    person = fresh(session, world.consultant)
    assert (person.name, person.deactivated_at) == ("Mette Holm", None)
    assert mails(session) == []
    world.consultant.deactivated_at = now()
    session.commit()
    admin.post(f"{path}/reactivate")
    assert fresh(session, world.consultant).deactivated_at is not None
    assert audited(session) == []


def test_shared_person_leaves_when_the_last_role_here_goes(
    admin: CheckingClient, world: World, session: Session
) -> None:
    share(session, world, world.consultant)
    path = f"/people/{world.consultant.id}/roles"
    page = admin.post(path, {}, expect=422)
    assert "Skal Mette Holm ud af Fjordby?" in page.words
    assert "Havneby" not in page.words
    assert len(roles_of(session, world.consultant)) == 2
    assert audited(session) == []
    assert admin.post(path, {"leave": "yes"}).location == "/people/"
    assert roles_of(session, world.consultant) == {(world.havneby.id, "consultant")}
    admin.get(f"/people/{world.consultant.id}", expect=404)
    assert audited(session) == ["roles_changed", "withdrawn"]


def test_leaving_one_of_two_keeps_the_roles_chosen_in_the_other(
    admin: CheckingClient, world: World, session: Session
) -> None:
    share(session, world, world.administrator, Role.ADMINISTRATOR)
    share(session, world, world.consultant)
    path, chosen = f"/people/{world.consultant.id}/roles", {f"roles-{world.havneby.id}": ["instructor"]}
    page = admin.post(path, chosen, expect=422)
    assert "Skal Mette Holm ud af Fjordby?" in page.words
    assert f'name="roles-{world.havneby.id}" value="instructor"' in page.text
    admin.post(path, {**chosen, "leave": "yes"})
    assert roles_of(session, world.consultant) == {(world.havneby.id, "instructor")}


def test_whoever_is_a_consultant_no_more_is_withdrawn(admin: CheckingClient, world: World, session: Session) -> None:
    admin.post(f"/people/{world.consultant.id}/roles", {f"roles-{world.fjordby.id}": "manager"})
    page = admin.get(f"/cohorts/{world.cohort.id}")
    assert "Mette Holm Udmeldt" in page.words
    assert page.words.count("Tilmeld igen") == 1, "of Viggo Dam, who is a consultant still"
    admin.post(f"/people/{world.instructor.id}/roles", {f"roles-{world.fjordby.id}": "manager"})
    assert audited(session) == ["roles_changed", "withdrawn", "roles_changed"]


# Other people's organisations, other roles.

BORN_1970 = "010170-1234"
"""The first of January: a number that is surely one, and nobody's."""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", f"Mette {BORN_1970}"),
        ("name", "Mette 0101701234"),
        ("email", f"{BORN_1970}@fjordby.example"),
        ("email", "m.0101701234@fjordby.example"),
        ("name", "Mette \u202emloH"),
        ("name", "Mette\u200bHolm"),
        ("name", "Mette\x07Holm"),
    ],
)
def test_names_hold_no_personal_numbers_and_nothing_unseen(
    admin: CheckingClient, world: World, session: Session, field: str, value: str
) -> None:
    details = {"name": "Mette Holm", "email": world.consultant.email, field: value}
    page = admin.post(f"/people/{world.consultant.id}/details", details, expect=422)
    assert "Fjern " in page.words
    admin.post(
        "/people/new", {"name": "Ny", "email": "ny@fjordby.example", "roles": "consultant", field: value}, expect=422
    )
    assert fresh(session, world.consultant).name == "Mette Holm"
    assert mails(session) == []


def test_password_links_are_limited(admin: CheckingClient, world: World, session: Session) -> None:
    path = f"/people/{world.consultant.id}"
    for _ in range(MOST_LINKS_AN_HOUR + 1):
        admin.post(f"{path}/password-link")
    assert len(mails(session)) == MOST_LINKS_AN_HOUR
    assert "Der er ikke sendt noget" in admin.get(path).words


ACTS = ("details", "roles", "deactivate", "reactivate", "password-link")


def test_people_of_other_organisations_do_not_exist(admin: CheckingClient, world: World, session: Session) -> None:
    foreign, unknown = world.outsider.id, 987_654
    bodies = {admin.get(f"/people/{each}", expect=404).words for each in (foreign, unknown)}
    assert len(bodies) == 1
    for act in ACTS:
        for each in (foreign, unknown):
            admin.post(f"/people/{each}/{act}", {"name": "X", "email": "x@y.example"}, expect=404)
    assert roles_of(session, world.outsider) == {(world.havneby.id, "consultant")}
    assert mails(session) == []
    assert audited(session) == []


@pytest.mark.parametrize("name", ["consultant", "instructor", "manager"])
def test_other_roles_administer_nobody(sign_in: SignInAs, world: World, name: str) -> None:
    browser = sign_in(getattr(world, name).id)
    browser.get("/people/", expect=403)
    browser.get("/people/new", expect=403)
    browser.get(f"/people/{world.colleague.id}", expect=404)
    for act in ACTS:
        browser.post(f"/people/{world.colleague.id}/{act}", {}, expect=404)
    browser.post("/people/new", {}, expect=403)


def test_strangers_are_asked_to_sign_in(client: CheckingClient, world: World) -> None:
    for path in ("/people/", "/people/new", f"/people/{world.consultant.id}"):
        client.get(path, expect=303)


def test_reading_writes_nothing(admin: CheckingClient, world: World, queries: Queries) -> None:
    with queries() as log:
        for path in ("/people/", "/people/new", f"/people/{world.consultant.id}"):
            admin.get(path)
    assert [statement for statement in log.statements if not statement.startswith(("SELECT", "PRAGMA"))] == []
