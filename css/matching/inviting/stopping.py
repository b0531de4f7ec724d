"""Somebody wants no more invitations. They can still sign up, and claim what is theirs."""

from datetime import datetime

from sqlmodel import Session, select

from css import audit
from css.audit import SYSTEM
from css.matching.inviting import addresses
from css.models import Invitation, InvitationKind, Why


def find(session: Session, public_id: str) -> Invitation | None:
    """The invitation whose link was followed, however old: who wants no more mail says so whenever they like."""
    return session.exec(select(Invitation).where(Invitation.public_id == public_id)).first()


def is_test(invitation: Invitation) -> bool:
    """Whether it was a look at how it reads, which nobody needs to stop."""
    return invitation.kind == InvitationKind.TEST


def stop(session: Session, invitation: Invitation, now: datetime) -> None:
    """No campaign writes to this address again. Nobody is signed in: the link itself says who asks."""
    if is_test(invitation) or not addresses.close(session, invitation.email_key, Why.ASKED, now):
        return
    audit.record(session, SYSTEM, "invitation.stopped", subject="invitation", subject_id=invitation.public_id, now=now)
