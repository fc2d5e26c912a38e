"""What progress means: pure decisions over the values of an edition and the states of the ledger."""

from app.learning.rules.news import Due, due_items, new_feedback, term_of_the_day
from app.learning.rules.progress import (
    CourseProgress,
    ModuleProgress,
    course_progress,
    module_progress,
    newly_completed,
)
from app.learning.rules.quiz import Answers, is_answered, is_right, passed, quiz_points, shuffled
from app.learning.rules.states import COURSE, MODULE, Event, ItemState, State, States, is_met, latest
from app.learning.rules.steps import (
    Deadlines,
    HasDeadline,
    NextStep,
    deadline_of,
    following,
    is_locked,
    next_step,
)

__all__ = [
    "COURSE",
    "MODULE",
    "Answers",
    "CourseProgress",
    "Deadlines",
    "Due",
    "Event",
    "HasDeadline",
    "ItemState",
    "ModuleProgress",
    "NextStep",
    "State",
    "States",
    "course_progress",
    "deadline_of",
    "due_items",
    "following",
    "is_answered",
    "is_locked",
    "is_met",
    "is_right",
    "latest",
    "module_progress",
    "new_feedback",
    "newly_completed",
    "next_step",
    "passed",
    "quiz_points",
    "shuffled",
    "term_of_the_day",
]
