"""The whole authorisation policy on one screen: which roles may call which routes.

A permission is named ``<what>:<verb>``. ``None`` means everybody, signed in or not. This table decides whether a route
exists for somebody at all; the access getters (``access.py`` of each slice) decide about the single object.
"""

from enum import StrEnum


class Role(StrEnum):
    """What a person is in an organisation. One person can have several."""

    CONSULTANT = "consultant"
    INSTRUCTOR = "instructor"
    MANAGER = "manager"
    ADMINISTRATOR = "administrator"


class Permission(StrEnum):
    """What a route can require."""

    PAGE_OPEN = "page:open"
    OWN_ACCOUNT_USE = "own-account:use"
    COURSE_FOLLOW = "course:follow"
    SUBMISSION_GRADE = "submission:grade"
    COMPLETION_OVERSEE = "completion:oversee"
    ORGANISATION_MANAGE = "organisation:manage"
    COURSE_PICTURE_SEE = "course-picture:see"


ANYBODY_SIGNED_IN = frozenset(Role)

POLICY: dict[Permission, frozenset[Role] | None] = {
    Permission.PAGE_OPEN: None,
    Permission.OWN_ACCOUNT_USE: ANYBODY_SIGNED_IN,
    Permission.COURSE_PICTURE_SEE: ANYBODY_SIGNED_IN,
    Permission.COURSE_FOLLOW: frozenset({Role.CONSULTANT, Role.INSTRUCTOR}),
    Permission.SUBMISSION_GRADE: frozenset({Role.INSTRUCTOR}),
    Permission.COMPLETION_OVERSEE: frozenset({Role.MANAGER}),
    Permission.ORGANISATION_MANAGE: frozenset({Role.ADMINISTRATOR}),
}
