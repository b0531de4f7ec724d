"""What was submitted or accepted can't be changed: the database itself refuses it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from css.core.clock import FixedClock
from css.models import AcceptedText, Submission
from tests import builders


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE submission SET snapshot = '{}'",
        "UPDATE submission SET digest = 'f'",
        "UPDATE submission SET receipt = 'S-2026-FORGERY2'",
        "UPDATE accepted_text SET text = 'Something else.'",
    ],
)
def test_an_update_is_refused(session: Session, clock: FixedClock, change: str) -> None:
    builders.waiting(session, clock.now())
    with pytest.raises(DBAPIError, match="is never changed"):
        session.connection().execute(text(change))


def test_it_goes_with_its_account(session: Session, clock: FixedClock) -> None:
    builders.waiting(session, clock.now())
    session.connection().execute(text("DELETE FROM account"))
    assert session.exec(select(Submission)).all() == []
    assert session.exec(select(AcceptedText)).all() != []
