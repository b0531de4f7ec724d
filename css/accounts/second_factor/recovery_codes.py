"""Codes to write down, in case the authenticator app is lost. Each works once.

They have fewer than 112 random bits, so they are hashed as passwords are (OWASP ASVS 5 §6.5.2; NIST SP 800-63B-4
§3.1.2.2), under a salt for each owner: one hash tells whether a code is among the ten. Whoever copies the database can
guess none, and they still work where CSS_SECRET_KEY, and with it every app, was lost.
"""

from argon2.low_level import Type, hash_secret_raw
from sqlalchemy import delete, insert
from sqlmodel import Session, col, func, select

from css.accounts.owners import Owner
from css.core import tokens
from css.models import RecoveryCode

COUNT = 10
# Little of it: to try 2⁵⁷ codes would still take a million years, and ten are hashed within a transaction.
MEMORY_KIB = 1024
PASSES = 1
LENGTH = 14
"""Of a code with its dashes."""


def new() -> tuple[str, ...]:
    """Ten of them, such as 7KQ4-TBXW-M2PH (57 random bits each)."""
    return tuple(tokens.new_recovery_code() for _ in range(COUNT))


def left(session: Session, owner: Owner) -> int:
    """How many were not used."""
    return session.exec(select(func.count()).where(owner.has(RecoveryCode))).one()


def keep(session: Session, owner: Owner, codes: tuple[str, ...]) -> bool:
    """These take the place of those the owner had; no codes, none. Says whether anything changed.

    What was kept before, perhaps by a button that was pressed twice, is not kept again: used codes would work anew.
    """
    hashes = {_hash(owner, code) for code in codes}
    before = set(session.exec(select(RecoveryCode.code_hash).where(owner.has(RecoveryCode))))
    if hashes & before or hashes == before:
        return False
    session.exec(delete(RecoveryCode).where(owner.has(RecoveryCode)))
    if hashes:  # an insert of no rows would be one of a row of defaults
        session.connection().execute(insert(RecoveryCode), [{"code_hash": one, **owner.columns} for one in hashes])
    return True


def spend(session: Session, owner: Owner, code: str) -> bool:
    """Use up a recovery code, if it is one."""
    if len(code) != LENGTH:
        return False
    is_it = (owner.has(RecoveryCode), col(RecoveryCode.code_hash) == _hash(owner, code))
    return bool(session.exec(delete(RecoveryCode).where(*is_it)).rowcount)


def _hash(owner: Owner, code: str) -> str:
    """Under a millisecond. The figures and the salt are part of what is stored: with others no code would be found."""
    salt = tokens.digest("recovery code", owner.column, owner.public_id)[:32]
    return hash_secret_raw(code.encode(), bytes.fromhex(salt), PASSES, MEMORY_KIB, 1, 32, Type.ID).hex()
