"""Named notices from one slice to another, where an import would point the wrong way. Keep this list short.

Each signal is sent with the SQLAlchemy session as ``session``, inside the sender's transaction: a receiver that raises
undoes the sender's work too.
"""

from blinker import Namespace

_namespace = Namespace()

requirement_moved = _namespace.signal("requirement-moved")
"""A requirement of an enrolment moved to another state: it was submitted, or a decision about it was released.

Sent by practice and grading; heard by learning, which writes the progress event and, when it was the last requirement,
the completion. Keyword arguments: ``session``, ``enrolment_id: int``, ``kind: str``, ``item_id: str``, ``state: str``
(a value of ``learning.rules.State``), ``actor_id: int``, ``at: datetime`` (aware), ``reason: str | None``.
"""

role_ended = _namespace.signal("role-ended")
"""Somebody lost a role in an organisation.

Sent by people; heard by cohorts, which withdraws whoever is a consultant no more. Keyword arguments: ``session``,
``person_id: int``, ``organisation_id: int``, ``role: str`` (a value of ``people.policy.Role``), ``actor_id: int``.
"""
