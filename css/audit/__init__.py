"""Desk: who did what, appended in the transaction of the act itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from css.models import ActorKind, AuditEntry, AuditValue


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it, by a public id."""

    kind: ActorKind
    public_id: str = ""


SYSTEM = Actor(ActorKind.SYSTEM)


def record(
    session: Session,
    actor: Actor,
    action: str,
    *,
    subject: str,
    subject_id: str,
    now: datetime,
    changes: Mapping[str, tuple[str, str]] | None = None,
) -> None:
    """Append an act. `changes` maps a field to its value before and after; the entry itself keeps only its name."""
    entry = AuditEntry(
        at=now,
        actor_kind=actor.kind,
        actor_id=actor.public_id,
        action=action,
        subject=subject,
        subject_id=subject_id,
        fields=sorted(changes or {}),
    )
    session.add(entry)
    session.flush()
    assert entry.id is not None
    for field, (before, after) in (changes or {}).items():
        session.add(AuditValue(entry_id=entry.id, field=field, before=before, after=after))
