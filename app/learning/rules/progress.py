"""How far somebody is: derived from the live requirements of an edition and the states of the ledger.

A number is never stored, so it cannot disagree with the records, and it never exceeds its total.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.catalogue.rules.edition import Edition, Module, Requirement, RequirementKind
from app.learning.rules.states import COURSE, MODULE, ItemState, State, States, is_met


@dataclass(frozen=True)
class ModuleProgress:
    """How far one enrolment is in one module of its edition."""

    module_id: str
    lessons_read: int
    lessons_total: int
    quiz: State | None
    """None when nothing was submitted, or when the module has no quiz (``has_quiz``)."""
    has_quiz: bool
    approved: int
    assignments_total: int
    waiting: int
    """Assignments that lie with an instructor."""
    returned: int
    excused: int
    prior_learning: int
    done: int
    """Requirements that are met, in whichever way; between 0 and ``total``."""
    total: int
    completed_at: datetime | None
    """When the module was completed; stays, whatever an edition adds later."""
    new_since_completed: tuple[Requirement, ...]
    """Unmet requirements that came into the edition after the module was completed."""
    segments: tuple[State | None, ...]
    """The state of each requirement, in the order of ``Module.requirements``."""

    @property
    def is_completed(self) -> bool:
        """Whether completion is a recorded fact."""
        return self.completed_at is not None

    @property
    def is_begun(self) -> bool:
        """Whether anything has happened to any requirement."""
        return any(state is not None and state is not State.REVOKED for state in self.segments)


def module_progress(module: Module, states: States) -> ModuleProgress:
    """Count a module's live requirements; what an edition no longer has counts nowhere."""
    found = [(requirement, states.get((requirement.kind, requirement.id))) for requirement in module.requirements]
    segments = tuple(item.state if item else None for _, item in found)
    completed_at = _completed_at(states, MODULE, module.id)
    return ModuleProgress(
        module_id=module.id,
        lessons_read=_count(found, RequirementKind.LESSON, State.READ),
        lessons_total=len(module.lessons),
        quiz=next((item.state for needed, item in found if item and needed.kind is RequirementKind.QUIZ), None),
        has_quiz=module.quiz is not None,
        approved=_count(found, RequirementKind.ASSIGNMENT, State.APPROVED),
        assignments_total=len(module.assignments),
        waiting=_count(found, RequirementKind.ASSIGNMENT, State.SUBMITTED),
        returned=_count(found, RequirementKind.ASSIGNMENT, State.RETURNED),
        excused=segments.count(State.EXCUSED),
        prior_learning=segments.count(State.PRIOR_LEARNING),
        done=sum(is_met(needed.kind, item.state) for needed, item in found if item),
        total=len(found),
        completed_at=completed_at,
        new_since_completed=() if completed_at is None else _new_since(completed_at, found),
        segments=segments,
    )


def _completed_at(states: States, kind: str, item_id: str) -> datetime | None:
    """Return since when a module or the course is completed; None also when its completion was revoked."""
    completion = states.get((kind, item_id))
    return completion.at if completion and completion.state is State.COMPLETED else None


_Found = list[tuple[Requirement, ItemState | None]]


def _count(found: _Found, kind: RequirementKind, state: State) -> int:
    return sum(needed.kind is kind and item is not None and item.state is state for needed, item in found)


def _new_since(completed_at: datetime, found: _Found) -> tuple[Requirement, ...]:
    # What had happened before the completion is a correction and nothing new, even if it is unmet again.
    return tuple(
        needed
        for needed, item in found
        if item is None or (not is_met(needed.kind, item.state) and (item.first_at or item.at) > completed_at)
    )


@dataclass(frozen=True)
class CourseProgress:
    """How far one enrolment is in its edition; ``modules`` is in the order of the course."""

    modules: tuple[ModuleProgress, ...]
    modules_completed: int
    done: int
    total: int
    completed_at: datetime | None


def course_progress(edition: Edition, states: States) -> CourseProgress:
    """Derive the progress of the whole course."""
    modules = tuple(module_progress(module, states) for module in edition.modules)
    return CourseProgress(
        modules=modules,
        modules_completed=sum(module.is_completed for module in modules),
        done=sum(module.done for module in modules),
        total=sum(module.total for module in modules),
        completed_at=_completed_at(states, COURSE, edition.course_id),
    )


def newly_completed(edition: Edition, states: States) -> list[tuple[str, str]]:
    """Return (kind, id) of the modules, and last the course, whose completion is due and does not stand in the ledger.

    A completion that was revoked is due again once something that it asks for was met after that, and then has a new date.
    """
    due: list[tuple[str, str]] = []
    earned: list[datetime] = []
    all_modules = True
    for module in edition.modules:
        progress = module_progress(module, states)
        if progress.completed_at is not None:
            earned.append(progress.completed_at)
            continue
        met = [item.at for needed in module.requirements if (item := states.get((needed.kind, needed.id)))]
        if progress.done == progress.total and _is_due(states.get((MODULE, module.id)), met):
            due.append((MODULE, module.id))
            earned += met
        else:
            all_modules = False
    if all_modules and _is_due(states.get((COURSE, edition.course_id)), earned):
        due.append((COURSE, edition.course_id))
    return due


def _is_due(completion: ItemState | None, earned: Iterable[datetime]) -> bool:
    """Whether a completion was never recorded, or was revoked and earned again since."""
    if completion is None:
        return True
    return completion.state is State.REVOKED and any(at > completion.at for at in earned)
