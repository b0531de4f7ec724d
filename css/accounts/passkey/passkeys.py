"""Passkeys (W3C WebAuthn 3): a key pair on the resident's device, opened there by finger, face or screen lock.

The device is one factor and what opens it the other, so user verification is always required, and a passkey counts for
two (NIST SP 800-63B-4 §3.1.7). It is tied to this portal's address: no other site can ask for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import webauthn
from sqlmodel import Session, col, select
from webauthn.authentication.verify_authentication_response import VerifiedAuthentication
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    parse_authentication_credential_json,
    parse_registration_credential_json,
)
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    RegistrationCredential,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from webauthn.registration.verify_registration_response import VerifiedRegistration

from css import audit
from css.accounts import notices, owners
from css.accounts.notices import Change
from css.accounts.passkey import passkey_answers
from css.accounts.passkey.passkey_answers import NotVerified
from css.accounts.passkey.passkey_challenges import Challenges, Purpose
from css.core import tokens
from css.core.db import take_turns
from css.models import Account, Passkey
from css.outbox import Mailer

MOST = 10
"""Passkeys that one account may have."""
LONGEST_ID = 1023
"""Bytes (WebAuthn 3 §4, credential ID)."""
WAIT = 300_000
"""Milliseconds that the browser may ask the resident for it (WebAuthn 3 §15.1)."""


class CounterWentBack(NotVerified):
    """The passkey has counted this use before: there may be a copy of it."""


class TooManyPasskeys(Exception):
    """The account has as many as any may have."""


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """This portal, as a passkey knows it: the host, the origin that browsers send, the city's name, our secret keys."""

    id: str
    origin: str
    name: str
    secret_keys: Sequence[str]


def of(session: Session, account_id: int) -> list[Passkey]:
    """The account's passkeys, oldest first."""
    theirs = select(Passkey).where(Passkey.account_id == account_id)
    return list(session.exec(theirs.order_by(col(Passkey.id))))


class Adding:
    """A passkey for an account whose owner is signed in: the browser is told what to make, and answers with it."""

    def __init__(self, session: Session, account: Account, party: RelyingParty, now: datetime) -> None:
        assert account.id is not None
        self._session = session
        self._account = account
        self._id = account.id
        self._party = party
        self._now = now
        self._challenges = Challenges(party.secret_keys, Purpose.ADD, now, account.public_id)

    @property
    def is_full(self) -> bool:
        """Whether the account can have no more."""
        return len(of(self._session, self._id)) >= MOST

    def options(self) -> str:
        """What the browser is to make, in JSON; no device makes a second one for the account. Keeps nothing."""
        kept = of(self._session, self._id)
        options = webauthn.generate_registration_options(
            rp_id=self._party.id,
            rp_name=self._party.name,
            user_id=self._account.public_id.encode(),
            user_name=self._account.email,
            user_display_name=self._account.name or self._account.email,
            challenge=self._challenges.new(),
            timeout=WAIT,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(base64url_to_bytes(one.credential_id)) for one in kept],
        )
        return webauthn.options_to_json(options)

    def finish(self, answer: str, *, name: str, mailer: Mailer) -> Passkey:
        """Keep what the browser made, and tell the owner by mail. Raises NotVerified, TooOld, TooManyPasskeys."""
        credential = passkey_answers.parsed(parse_registration_credential_json, answer)
        challenge = passkey_answers.challenge(credential, self._challenges)
        made = passkey_answers.verified(lambda: self._verify(credential, challenge))
        owner = owners.of_account(self._account)
        owner.lock(self._session)
        if self.is_full:
            raise TooManyPasskeys
        passkey_answers.spend(self._session, self._challenges, challenge)
        passkey = self._keep(made, name)
        notices.changed(self._session, mailer, owner, Change.PASSKEY_ADDED, self._now)
        return passkey

    def _verify(self, credential: RegistrationCredential, challenge: bytes) -> VerifiedRegistration:
        return webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=self._party.id,
            expected_origin=self._party.origin,
            require_user_verification=True,
        )

    def _keep(self, made: VerifiedRegistration, name: str) -> Passkey:
        """One credential belongs to one account (WebAuthn 3 §7.1, step 26)."""
        known_as = bytes_to_base64url(made.credential_id)
        take_turns(self._session, "passkey", known_as)
        if len(made.credential_id) > LONGEST_ID:
            raise NotVerified
        if _owner_of(self._session, known_as):
            raise NotVerified
        passkey = Passkey(
            public_id=tokens.new_public_id(),
            account_id=self._id,
            credential_id=known_as,
            public_key=made.credential_public_key,
            sign_count=made.sign_count,
            name=name,
            created_at=self._now,
        )
        self._session.add(passkey)
        return passkey


class SigningIn:
    """Entering with a passkey: whose it is, the passkey itself says."""

    def __init__(self, session: Session, party: RelyingParty, now: datetime) -> None:
        self._session = session
        self._party = party
        self._now = now
        self._challenges = Challenges(party.secret_keys, Purpose.SIGN_IN, now)

    def options(self) -> str:
        """What the browser is to sign, in JSON, with whichever passkey of this portal. Keeps nothing."""
        options = webauthn.generate_authentication_options(
            rp_id=self._party.id,
            challenge=self._challenges.new(),
            timeout=WAIT,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return webauthn.options_to_json(options)

    def finish(self, answer: str) -> Account:
        """The account of the passkey that answered, to be let in through the gate. Raises NotVerified, TooOld.

        The caller commits either way, for a counter that went back is noted.
        """
        credential = passkey_answers.parsed(parse_authentication_credential_json, answer)
        challenge = passkey_answers.challenge(credential, self._challenges)
        account, passkey = self._claimed(credential)
        used = passkey_answers.verified(lambda: self._verify(credential, challenge, passkey.public_key))
        passkey_answers.spend(self._session, self._challenges, challenge)
        self._count(account, passkey, used.new_sign_count)
        return account

    def _claimed(self, credential: AuthenticationCredential) -> tuple[Account, Passkey]:
        """The passkey that it says it is, and its account, which nobody else changes until the transaction ends."""
        known_as = bytes_to_base64url(credential.raw_id)  # what else it says of itself may hold anything
        account_id = _owner_of(self._session, known_as)
        account = account_id and self._session.get(Account, account_id, with_for_update=True, populate_existing=True)
        passkey = self._session.exec(select(Passkey).where(Passkey.credential_id == known_as)).first()
        if not account or not passkey or credential.response.user_handle != account.public_id.encode():
            raise NotVerified
        return account, passkey

    def _verify(self, credential: AuthenticationCredential, challenge: bytes, key: bytes) -> VerifiedAuthentication:
        return webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=self._party.id,
            expected_origin=self._party.origin,
            credential_public_key=key,
            credential_current_sign_count=0,  # looked at once the signature is known to be right
            require_user_verification=True,
        )

    def _count(self, account: Account, passkey: Passkey, count: int) -> None:
        """A passkey that counts, counts up (WebAuthn 3 §6.1.1); many do not, and stay at 0."""
        if (count or passkey.sign_count) and count <= passkey.sign_count:
            action, whose = "passkey.counter-went-back", account.public_id
            audit.record(self._session, audit.SYSTEM, action, subject="account", subject_id=whose, now=self._now)
            raise CounterWentBack
        passkey.sign_count, passkey.last_used_at = count, self._now


def _owner_of(session: Session, credential_id: str) -> int | None:
    return session.exec(select(Passkey.account_id).where(Passkey.credential_id == credential_id)).first()
