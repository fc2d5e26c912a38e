"""Writes about cohorts. Actions take the session, who acts and values, and never commit.

Each locks the cohort's row first, so that a double click does its work once. Every act leaves rows in the audit trail.
"""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.cohorts.access import CohortFacts
from app.cohorts.models import Cohort, CohortInstructor, Deadline, Enrolment
from app.cohorts.rules import moment_of
from app.core.audit import record
from app.core.clock import now
from app.people.models import Organisation


def _lock(session: Session, cohort_id: int) -> None:
    session.execute(select(Cohort.id).where(Cohort.id == cohort_id).with_for_update())


def create_cohort(
    session: Session, actor_id: int, *, organisation_id: int, edition_id: int, name: str, starts_on: date, ends_on: date
) -> int:
    """Return the id of a new cohort, or of the one that is the same in all of this."""
    session.execute(select(Organisation.id).where(Organisation.id == organisation_id).with_for_update())
    values = {
        "organisation_id": organisation_id, "edition_id": edition_id, "name": name,
        "starts_on": starts_on, "ends_on": ends_on,
    }  # fmt: skip
    same = session.scalar(select(Cohort.id).filter_by(**values).limit(1))
    if same is not None:
        return same
    cohort = Cohort(**values)
    session.add(cohort)
    session.flush()
    record(
        session, "created", "cohort", cohort.id, actor_id=actor_id, organisation_id=organisation_id, edition_id=edition_id
    )  # fmt: skip
    return cohort.id


def change_cohort(
    session: Session, actor_id: int, cohort: CohortFacts, *, name: str, starts_on: date, ends_on: date
) -> bool:
    """Give a cohort another name or period; returns whether that changed anything. The trail holds no name."""
    _lock(session, cohort.id)
    row = session.get_one(Cohort, cohort.id, populate_existing=True)
    present = {"name": row.name, "starts_on": row.starts_on, "ends_on": row.ends_on}
    wanted = {"name": name, "starts_on": starts_on, "ends_on": ends_on}
    fields = [field for field, value in wanted.items() if value != present[field]]
    if not fields:
        return False
    before = [row.starts_on.isoformat(), row.ends_on.isoformat()]
    row.name, row.starts_on, row.ends_on = name, starts_on, ends_on
    record(
        session, "details_changed", "cohort", cohort.id, actor_id=actor_id, organisation_id=cohort.organisation_id,
        fields=fields, before=before, after=[starts_on.isoformat(), ends_on.isoformat()],
    )  # fmt: skip
    return True


def enrol(session: Session, actor_id: int, cohort: CohortFacts, person_ids: frozenset[int]) -> int:
    """Enrol people; somebody who was withdrawn gets the former enrolment back, with all work. Returns how many it changed."""
    _lock(session, cohort.id)
    present = {
        row.person_id: row
        for row in session.scalars(
            select(Enrolment).where(Enrolment.cohort_id == cohort.id, Enrolment.person_id.in_(person_ids))
        )
    }
    changed: list[tuple[str, Enrolment]] = []
    for person_id in sorted(person_ids):
        enrolment = present.get(person_id)
        if enrolment is None:
            enrolment = Enrolment(cohort_id=cohort.id, person_id=person_id, enrolled_at=now())
            session.add(enrolment)
            changed.append(("enrolled", enrolment))
        elif enrolment.withdrawn_at is not None:
            enrolment.withdrawn_at = None
            changed.append(("enrolled_again", enrolment))
    session.flush()
    for action, enrolment in changed:
        record(
            session, action, "enrolment", enrolment.id, actor_id=actor_id, organisation_id=cohort.organisation_id,
            cohort_id=cohort.id, person_id=enrolment.person_id,
        )  # fmt: skip
    return len(changed)


def withdraw(session: Session, actor_id: int, cohort: CohortFacts, enrolment_id: int) -> bool:
    """Withdraw somebody; nothing of theirs is deleted. Returns False when they were withdrawn already."""
    _lock(session, cohort.id)
    enrolment = session.get_one(Enrolment, enrolment_id, populate_existing=True)
    if enrolment.withdrawn_at is not None:
        return False
    enrolment.withdrawn_at = now()
    record(
        session, "withdrawn", "enrolment", enrolment_id, actor_id=actor_id, organisation_id=cohort.organisation_id,
        cohort_id=cohort.id, person_id=enrolment.person_id,
    )  # fmt: skip
    return True


def withdraw_everywhere(session: Session, actor_id: int, person_id: int, organisation_id: int) -> None:
    """Withdraw somebody from all cohorts of an organisation, whose consultant they are no more."""
    rows = session.execute(
        select(Enrolment.id, Cohort.id, Cohort.name, Organisation.unit_name, Cohort.edition_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .join(Organisation, Organisation.id == Cohort.organisation_id)
        .where(Enrolment.person_id == person_id, Enrolment.withdrawn_at.is_(None))
        .where(Cohort.organisation_id == organisation_id)
        .order_by(Cohort.id)
    ).all()
    for enrolment_id, cohort_id, name, unit_name, edition_id in rows:
        facts = CohortFacts(cohort_id, name, organisation_id, unit_name, edition_id)
        withdraw(session, actor_id, facts, enrolment_id)


def set_instructors(session: Session, actor_id: int, cohort: CohortFacts, person_ids: frozenset[int]) -> bool:
    """Make exactly these people the cohort's instructors; returns whether that changed anything."""
    _lock(session, cohort.id)
    present = frozenset(
        session.scalars(select(CohortInstructor.person_id).where(CohortInstructor.cohort_id == cohort.id))
    )
    if present == person_ids:
        return False
    session.execute(
        delete(CohortInstructor).where(
            CohortInstructor.cohort_id == cohort.id, CohortInstructor.person_id.in_(present - person_ids)
        )
    )
    session.add_all(CohortInstructor(cohort_id=cohort.id, person_id=person_id) for person_id in person_ids - present)
    record(
        session, "instructors_changed", "cohort", cohort.id, actor_id=actor_id, organisation_id=cohort.organisation_id,
        before=sorted(present), after=sorted(person_ids),
    )  # fmt: skip
    return True


def set_deadlines(
    session: Session,
    actor_id: int,
    cohort: CohortFacts,
    days: Mapping[tuple[str, str], tuple[date | None, date | None]],
) -> int:
    """Make ``days`` ((due, cut-off) by item kind and id) the deadlines of these items; returns how many it changed."""
    _lock(session, cohort.id)
    present = {
        (row.item_kind, row.item_id): row
        for row in session.scalars(select(Deadline).where(Deadline.cohort_id == cohort.id))
    }
    changed = 0
    for item, (due_day, cut_off_day) in days.items():
        row = present.get(item)
        before = (row.due_at, row.cut_off_at) if row is not None else (None, None)
        due, cut_off = moment_of(due_day, before[0]), moment_of(cut_off_day, before[1])
        if (due, cut_off) == before:
            continue
        if due is None:
            session.delete(row)
        elif row is None:
            session.add(
                Deadline(cohort_id=cohort.id, item_kind=item[0], item_id=item[1], due_at=due, cut_off_at=cut_off)
            )
        else:
            row.due_at, row.cut_off_at = due, cut_off
        changed += 1
        record(
            session, "deadline_changed", item[0], item[1], actor_id=actor_id, organisation_id=cohort.organisation_id,
            cohort_id=cohort.id, before=_texts(before), after=_texts((due, cut_off)),
        )  # fmt: skip
    return changed


def _texts(moments: tuple[datetime | None, datetime | None]) -> list[str | None]:
    return [moment.isoformat() if moment is not None else None for moment in moments]
