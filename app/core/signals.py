"""Named notices from one slice to another, where an import would point the wrong way. Keep this list short.

Each signal is sent with the SQLAlchemy session as ``session``, inside the sender's transaction: a receiver that raises
undoes the sender's work too.
"""

from blinker import Namespace

_namespace = Namespace()

requirement_met = _namespace.signal("requirement-met")
"""Something that counts towards a module happened to an enrolment (a submission, a released decision).

Sent by practice and grading; heard by learning, which writes the progress event and, when it was the last requirement,
the completion. Keyword arguments: ``session``, ``enrolment_id: int``, ``kind: str``, ``item_id: str``, ``state: str``
(a value of ``learning.rules.State``), ``actor_id: int``, ``at: datetime`` (aware), ``reason: str | None``.
"""
