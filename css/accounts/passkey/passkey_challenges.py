"""What a passkey signs to prove that it is here now (W3C WebAuthn 3 §13.4.3): random, ours, and good for one answer.

Nothing is kept when one is handed out, for that is a look at a page: it is signed, and says when it was made and whom
it is for. Only the digest of one that was answered is kept, until it would be too old anyway.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from itsdangerous import BadData, URLSafeSerializer
from sqlmodel import Session

from css.accounts import spent
from css.core import tokens
from css.core.signing import signer


class Purpose(StrEnum):
    """What a challenge is answered for."""

    ADD = "add"
    SIGN_IN = "sign-in"


# The browser's own offer on the email box waits as long as the page is open.
LIFETIMES = {Purpose.ADD: timedelta(minutes=10), Purpose.SIGN_IN: timedelta(hours=1)}


class NotOurs(Exception):
    """A challenge that we did not make, for something or somebody else, or that was answered before."""


class TooOld(Exception):
    """A challenge that was ours and waited too long."""


@dataclass(frozen=True, slots=True)
class Challenges:
    """Challenges for one purpose. `keys`: the first signs, all are accepted; `whom`: a public id, "" for anybody."""

    keys: Sequence[str]
    purpose: Purpose
    now: datetime
    whom: str = ""

    def new(self) -> bytes:
        """A challenge that nobody has yet."""
        return self._signer.dumps([tokens.new_token(), int(self.now.timestamp()), self.whom]).encode()

    def ends_at(self, challenge: bytes) -> datetime:
        """Until when it can be answered. Raises NotOurs, TooOld."""
        try:
            _nonce, made_at, whom = self._signer.loads(challenge)
        except BadData:
            raise NotOurs from None
        if whom != self.whom:
            raise NotOurs
        end = datetime.fromtimestamp(made_at, UTC) + LIFETIMES[self.purpose]
        if self.now >= end:
            raise TooOld
        return end

    def spend(self, session: Session, challenge: bytes) -> None:
        """It was answered rightly, and never is again. Raises NotOurs, TooOld."""
        if spent.is_spent(session, challenge.decode()):
            raise NotOurs
        spent.spend(session, challenge.decode(), until=self.ends_at(challenge))

    @property
    def _signer(self) -> URLSafeSerializer:
        return signer(self.keys, f"passkey challenge, {self.purpose}")
