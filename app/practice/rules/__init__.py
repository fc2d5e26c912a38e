"""The words of practice."""

from enum import StrEnum


class Status(StrEnum):
    """Where a submission stands: whose turn it is follows from it."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


class Outcome(StrEnum):
    """How a try with a company went; honest answers are all worth the same."""

    NO_OPPORTUNITY = "no-opportunity"
    DID_NOT_WORK = "did-not-work"
    WORKED = "worked"
