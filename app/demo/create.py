"""Making the demo organisations, the same ones each time: Fjordby with 30 consultants and Havneby with 50."""

import random
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.catalogue.queries import load_edition
from app.catalogue.rules.edition import Edition
from app.cohorts.models import Cohort, CohortInstructor, Deadline, Enrolment
from app.core.clock import end_of_day, now, today
from app.demo.names import fictional_names
from app.demo.stories import APPROVED, DRAFT, HELD, RETURNED, WAITING, Part, Profile, Story
from app.people.models import Membership, Organisation, Person
from app.people.passwords import hash_password
from app.people.policy import Role
from app.ui.formatters import danish_key

PASSWORD = "praksis-demo"  # noqa: S105 -- known on purpose; demo accounts exist in demo mode only
SEED = 2026

SIGN_INS = (
    ("konsulent@fjordby.example", "jobkonsulent, Fjordby Kommune"),
    ("underviser@fjordby.example", "underviser, Fjordby Kommune"),
    ("leder@fjordby.example", "leder, Fjordby Kommune"),
    ("admin@fjordby.example", "administrator, Fjordby Kommune"),
    ("konsulent@havneby.example", "jobkonsulent, Havneby Kommune"),
    ("leder@havneby.example", "leder, Havneby Kommune"),
)

_BASICS = Part(4, (True,), (APPROVED,) * 3)
"""The first module, which nearly everybody has behind them."""


def _with_basics(second: Part, *later: Part, entries: int) -> Profile:
    return Profile((_BASICS, second, *later), entries)


_MEETING_DONE = Part(5, (True,), (APPROVED,) * 4)

_DONE = _with_basics(_MEETING_DONE, Part(2), entries=4)
_FAR_AHEAD = _with_basics(_MEETING_DONE, Part(4), entries=5)
_AHEAD = _with_basics(Part(5, (False, True), (APPROVED, APPROVED, WAITING)), entries=3)
_ON_TRACK = _with_basics(Part(4, (), (APPROVED, WAITING)), entries=2)
_READING = _with_basics(Part(3, (), (WAITING,)), entries=1)
_BEHIND = Profile((Part(3, (False,), (APPROVED, WAITING)),), 0)
_FIRST_STEPS = _with_basics(Part(1), entries=0)
_RETURNED = _with_basics(Part(4, (False,), (APPROVED, RETURNED)), entries=2)
_HELD = _with_basics(Part(5, (True,), (APPROVED, HELD)), entries=2)
_DRAFTING = _with_basics(Part(2, (), (DRAFT,)), entries=1)
_NOT_STARTED = Profile()
_OWN = _with_basics(Part(3, (), (RETURNED, WAITING)), entries=2)
"""The consultant whom one signs in as: some work came back, and the next lesson waits."""

PROFILES = (
    _OWN, _DONE, _AHEAD, _ON_TRACK, _BEHIND, _ON_TRACK, _AHEAD, _READING, _RETURNED, _ON_TRACK,
    _NOT_STARTED, _FAR_AHEAD, _ON_TRACK, _READING, _HELD, _BEHIND, _ON_TRACK, _AHEAD,
    _DONE, _RETURNED, _DRAFTING, _NOT_STARTED, _ON_TRACK, _READING, _FIRST_STEPS, _AHEAD,
    _ON_TRACK, _DONE, _READING, _FIRST_STEPS,
)  # fmt: skip
WITHDRAWN = frozenset({15, 23})


def is_empty(session: Session) -> bool:
    """Whether the database has no organisation yet."""
    return session.scalar(select(func.count()).select_from(Organisation)) == 0


def exists(session: Session) -> bool:
    """Whether the database holds a demo organisation."""
    return session.scalar(select(Organisation.id).where(Organisation.is_demo).limit(1)) is not None


def create(session: Session, edition_id: int, *, time_cost: int) -> None:
    """Make both organisations in the caller's transaction."""
    maker = _Maker(session, load_edition(session, edition_id), edition_id, hash_password(PASSWORD, time_cost=time_cost))
    maker.organisation("Fjordby Kommune", "fjordby.example", 30, instructors=("Karen Toft", "Poul Rask"), offset=0)
    maker.organisation("Havneby Kommune", "havneby.example", 50, instructors=("Lone Vig",), offset=7)


class _Maker:
    """What all parts of the demo need: where to write, the course, and the one password's hash."""

    def __init__(self, session: Session, edition: Edition, edition_id: int, password_hash: str) -> None:
        self.session, self.edition, self.edition_id = session, edition, edition_id
        self.password_hash = password_hash
        self.dice = random.Random(SEED)  # noqa: S311 -- the same demo each time, not a secret

    def organisation(self, name: str, domain: str, count: int, *, instructors: tuple[str, ...], offset: int) -> None:
        """Make an organisation with its staff, one cohort, and ``count`` consultants in varied states."""
        organisation = Organisation(name=name, unit_name="Virksomhedsservice", is_demo=True, created_at=now())
        self.session.add(organisation)
        self.session.flush()
        self._person(organisation, "Bodil Aagaard" if offset == 0 else "Hans Juhl", f"leder@{domain}", Role.MANAGER)
        self._person(organisation, "Sven Friis" if offset == 0 else "Tove Bak", f"admin@{domain}", Role.ADMINISTRATOR)
        teachers = [
            self._person(organisation, teacher, f"underviser{number or ''}@{domain}", Role.INSTRUCTOR)
            for number, teacher in zip((0, 2), instructors, strict=False)
        ]
        cohort = self._cohort(organisation, teachers)
        names = ["Mette Holm" if offset == 0 else "Ida Krog", *fictional_names(count - 1, offset)]
        for number, consultant in enumerate(names):
            email = f"konsulent{number + 1 if number else ''}@{domain}"
            person = self._person(organisation, consultant, email, Role.CONSULTANT)
            self._enrol(cohort, person, teachers[number % len(teachers)], number)

    def _person(self, organisation: Organisation, name: str, email: str, role: Role) -> Person:
        person = Person(
            name=name, sort_name=danish_key(name), email=email, password_hash=self.password_hash,
            language="da", created_at=now(),
        )  # fmt: skip
        self.session.add(person)
        self.session.flush()
        self.session.add(Membership(person_id=person.id, organisation_id=organisation.id, role=role))
        return person

    def _cohort(self, organisation: Organisation, teachers: list[Person]) -> Cohort:
        """Make a cohort that began five weeks ago, with deadlines before and after today."""
        begins = today() - timedelta(days=35)
        season = "Efterår" if begins.month > 6 else "Forår"  # noqa: PLR2004 -- the year's halves
        cohort = Cohort(
            organisation_id=organisation.id, edition_id=self.edition_id, name=f"{season} {begins.year}",
            starts_on=begins, ends_on=begins + timedelta(days=240),
        )  # fmt: skip
        self.session.add(cohort)
        self.session.flush()
        self.session.add_all(CohortInstructor(cohort_id=cohort.id, person_id=teacher.id) for teacher in teachers)
        first, second, *later = self.edition.modules
        dues = {
            ("module", first.id): -4,
            ("module", second.id): 24,
            **{("assignment", part.id): 7 * n - 1 for n, part in enumerate(second.assignments)},
            **{("module", module.id): 59 + 35 * n for n, module in enumerate(later)},
        }
        self.session.add_all(
            Deadline(
                cohort_id=cohort.id, item_kind=kind, item_id=item_id,
                due_at=end_of_day(today() + timedelta(days=days)), cut_off_at=None,
            )
            for (kind, item_id), days in dues.items()
        )  # fmt: skip
        return cohort

    def _enrol(self, cohort: Cohort, person: Person, teacher: Person, number: int) -> None:
        enrolment = Enrolment(
            cohort_id=cohort.id, person_id=person.id, enrolled_at=now() - timedelta(days=34, hours=self.dice.randint(0, 20))
        )  # fmt: skip
        if number in WITHDRAWN:
            enrolment.withdrawn_at = now() - timedelta(days=6)
        self.session.add(enrolment)
        self.session.flush()
        Story(self.session, self.edition, enrolment, teacher.id, self.dice).write(PROFILES[number % len(PROFILES)])
