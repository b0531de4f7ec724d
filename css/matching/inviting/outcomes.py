"""What became of the mail of invitations. An address whose server says that there is no such mailbox gets no more."""

import re
from datetime import datetime

from sqlalchemy import Select, or_
from sqlalchemy import select as select_columns
from sqlmodel import Session, col

from css import audit
from css.audit import SYSTEM
from css.matching.inviting import addresses
from css.models import DeliveryState, Invitation, InvitationKind, OutboxMessage, Outcome, Why

BATCH = 500
# 5.1.x: the address is wrong, but for 5.1.7 and 5.1.8, which are the sender's; 5.2.1: the mailbox is switched off (RFC
# 3463 §3.2, §3.3). "Relaying denied" (5.7.1), or that mail was taken for spam, says nothing of the address. Nor does a
# 550 alone, with which some servers say just that: one that is set up wrongly must not cost the city all of them.
_NO_MAILBOX = re.compile(r"recipient: 5\d\d 5\.(?:1\.(?:[0-6]|10)|2\.1)")


def is_bounce(error: str) -> bool:
    """Whether this is how a server says that there is no such mailbox (OutboxMessage.last_error)."""
    return _NO_MAILBOX.fullmatch(error) is not None


def are_there(session: Session) -> bool:
    """Whether there is something to settle."""
    return session.execute(_ended().limit(1)).first() is not None


def settle(session: Session, now: datetime) -> None:
    """Note what is over by now, some at a time."""
    for invitation, message in session.execute(_ended().order_by(col(Invitation.email_key)).limit(BATCH)).all():
        invitation.outcome = _outcome(message)
        if invitation.outcome == Outcome.BOUNCED and invitation.kind != InvitationKind.TEST:
            _close(session, invitation, now)
    session.flush()


def _ended() -> Select[Invitation, OutboxMessage]:
    """Invitations whose mail is over, or deleted since."""
    return (
        select_columns(Invitation, OutboxMessage)
        .outerjoin(OutboxMessage, col(OutboxMessage.message_id) == col(Invitation.message_id))
        .where(
            col(Invitation.outcome) == Outcome.WAITING,
            or_(col(OutboxMessage.ended_at).is_not(None), col(OutboxMessage.id).is_(None)),
        )
    )


def _outcome(message: OutboxMessage | None) -> Outcome:
    if message is None or message.state != DeliveryState.FAILED:  # one that may have arrived has not failed
        return Outcome.SENT
    return Outcome.BOUNCED if is_bounce(message.last_error) else Outcome.FAILED


def _close(session: Session, invitation: Invitation, now: datetime) -> None:
    if addresses.close(session, invitation.email_key, Why.BOUNCED, now):
        subject = invitation.public_id
        audit.record(session, SYSTEM, "invitation.bounced", subject="invitation", subject_id=subject, now=now)
