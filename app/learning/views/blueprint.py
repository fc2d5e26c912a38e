"""The blueprint of learning, and how each of its pages opens the course of a cohort."""

from dataclasses import dataclass

from flask import Blueprint, url_for
from flask_babel import lazy_gettext as _l

from app.catalogue.queries import load_edition
from app.catalogue.rules.edition import Edition, Requirement, RequirementKind
from app.cohorts.access import CohortFacts, get_learner_for, get_reader_for
from app.core.db import current_session
from app.people.access import current_viewer
from app.people.policy import Role
from app.ui.navigation import NavItem

blueprint = Blueprint("learning", "app.learning", template_folder="templates")

NAVIGATION = (
    NavItem("learning.home", _l("My course"), frozenset({Role.CONSULTANT}), 10, "path"),
    NavItem("learning.course_home", _l("Course"), frozenset({Role.INSTRUCTOR}), 25, "book"),
    NavItem("learning.terms_home", _l("Terms"), frozenset({Role.CONSULTANT, Role.INSTRUCTOR}), 40, "words"),
)


@dataclass(frozen=True)
class OpenCourse:
    """A cohort's course, opened by somebody who may read it."""

    cohort: CohortFacts
    edition: Edition
    enrolment_id: int | None
    """None for an instructor, who reads without progress."""


def open_course(cohort_id: int) -> OpenCourse:
    """Return the course of a cohort for the person who asks; raises NotFound."""
    session = current_session()
    reader = get_reader_for(session, current_viewer(), cohort_id)
    return OpenCourse(reader.cohort, load_edition(session, reader.cohort.edition_id), reader.enrolment_id)


@dataclass(frozen=True)
class OwnCourse(OpenCourse):
    """A cohort's course, opened by a consultant who follows it."""

    enrolment_id: int


def open_own_course(cohort_id: int) -> OwnCourse:
    """Return the course that the person who asks follows; raises NotFound, also for instructors."""
    session = current_session()
    learner = get_learner_for(session, current_viewer(), cohort_id)
    return OwnCourse(learner.cohort, load_edition(session, learner.cohort.edition_id), learner.enrolment_id)


def address_of(cohort_id: int, requirement: Requirement) -> str:
    """Return where a requirement is read, taken or handed in."""
    if requirement.kind is RequirementKind.LESSON:
        return url_for("learning.lesson", cohort_id=cohort_id, lesson_id=requirement.id)
    if requirement.kind is RequirementKind.QUIZ:
        return url_for("learning.quiz", cohort_id=cohort_id, quiz_id=requirement.id)
    return url_for("practice.assignment", cohort_id=cohort_id, assignment_id=requirement.id)
