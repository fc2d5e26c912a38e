"""What grading gives to the slices below it: the feedback that a learner may see."""

from sqlalchemy.orm import Session

from app.grading import access
from app.practice.feedback import ReleasedFeedback, provide


@provide
def released_feedback(session: Session, submission_id: int) -> list[ReleasedFeedback]:
    """Return the released feedback of a submission, the first round first."""
    return access.released_feedback(session, [submission_id])[submission_id]
