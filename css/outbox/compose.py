"""Queueing: a mail is rendered in the recipient's language and written in the caller's transaction."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr

from sqlalchemy import delete
from sqlmodel import Session, col

from css.core.tokens import new_public_id
from css.models import DeliveryState, OutboxMessage
from css.outbox.letterhead import Letterhead
from css.outbox.render import Rendered, render

GIVE_UP_AFTER = timedelta(days=2)
# No white space, control characters or specials (RFC 5322 §3.2.3): nothing can end the address or start another.
_ADDRESS = re.compile(r'[^\s\x00-\x1f\x7f<>()\[\],;:"\\@]+@[^\s\x00-\x1f\x7f<>()\[\],;:"\\@]+')


@dataclass(frozen=True, slots=True)
class Mailer:
    """Writes mail for one city. `letterheads` maps a language to its letterhead; `default_language` is one of them.

    `sender` is an address with or without a name ("City of Encinitas <noreply@…>"); `base_url` is the portal's.
    """

    letterheads: Mapping[str, Letterhead]
    default_language: str
    sender: str
    base_url: str

    def queue(
        self,
        session: Session,
        kind: str,
        *,
        to: str,
        language: str,
        now: datetime,
        due_at: datetime | None = None,
        until: datetime | None = None,
        unsubscribe: str = "",
        **values: object,
    ) -> OutboxMessage:
        """Write the mail `kind` (templates/email/<kind>.txt and .html) into the session; the caller commits.

        It leaves at `due_at` (now, unless told). `until` is when what it says stops being true: templates see it, and
        the mail is not tried afterwards (two days, unless told).
        Never pass what somebody typed where a stranger can cause the mail: he would send words through us.
        Raises ValueError for an address that is not exactly one, jinja2.UndefinedError for a missing value.
        """
        language = language if language in self.letterheads else self.default_language
        rendered = self._rendered(kind, language, now, {"until": until, **values})
        due_at = due_at or now
        message = OutboxMessage(
            message_id=f"<{new_public_id()}@{_domain(self.sender)}>",
            kind=kind,
            sender=self.sender,
            recipient=_one_address(to),
            language=language,
            subject=rendered.subject,
            text=rendered.text,
            html=rendered.html,
            unsubscribe=unsubscribe,
            created_at=now,
            due_at=due_at,
            give_up_at=until or due_at + GIVE_UP_AFTER,
        )
        session.add(message)
        session.flush()
        return message

    def withdraw(self, session: Session, message_id: str) -> bool:
        """Take back a mail that has not been claimed for sending yet; says whether that was in time."""
        unclaimed = delete(OutboxMessage).where(
            col(OutboxMessage.message_id) == message_id,
            col(OutboxMessage.state) == DeliveryState.QUEUED,
            col(OutboxMessage.tries) == 0,
            col(OutboxMessage.leased_until).is_(None),
        )
        return session.exec(unclaimed).rowcount == 1

    def _rendered(self, kind: str, language: str, now: datetime, values: dict[str, object]) -> Rendered:
        letterhead = self.letterheads[language]
        return render(kind, language, letterhead, {"now": now, "base_url": self.base_url, **values})


def _one_address(to: str) -> str:
    """The address itself; ValueError if it is none, several, or would break out of its header."""
    if not _ADDRESS.fullmatch(to):
        raise ValueError("not one email address")
    return to


def _domain(sender: str) -> str:
    return parseaddr(sender)[1].rpartition("@")[2]
