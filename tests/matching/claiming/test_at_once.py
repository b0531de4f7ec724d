"""A claim, and what changes the ground under it at the same moment: one waits for the other, and sees what it did."""

from css.accounts.changes import email_changes
from css.core.clock import FixedClock
from css.core.db import Database
from css.matching.claiming import picks
from css.models import Account, AccountState
from css.registrations import drafts, profile
from tests import builders
from tests.at_once import meanwhile
from tests.builders import Person
from tests.matching.claiming.holding import BringIn, correct, held, proving, standing


def test_whoever_proves_an_email_while_staff_correct_it_gets_nothing(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    bring_in()

    def prove() -> bool:
        with proving(database, clock) as (_, _, _, is_to_pick):
            return is_to_pick

    with database.writing() as session:
        correct(session, "H-1", "ana@example.com", clock)
        with meanwhile(database, prove) as proven:
            session.commit()
            assert not proven()
    assert standing(database) == {}


def test_picking_and_a_change_of_email_do_not_wait_for_each_other_in_a_ring(
    database: Database, clock: FixedClock, bring_in: BringIn
) -> None:
    with database.writing() as session:
        account_id = builders.draft(session, clock.now(), Person()).account_id
        session.get_one(Account, account_id).state = AccountState.ACTIVE
        session.commit()
    bring_in()

    def change_email() -> str:
        with database.writing() as session:
            account = session.get_one(Account, account_id)
            email_changes.change(
                session, account, "new@example.com", undo_link=str, mailer=builders.mailer(), now=clock.now()
            )
            profile.follow_email(session, account)
            session.commit()
            return account.email

    with database.writing() as session:
        account = session.get_one(Account, account_id)
        registration = drafts.of_account(session, account_id, writing=True)
        with meanwhile(database, change_email) as changed:
            picks.pick(session, account, registration, held(session, "H-1").account.public_id, "", clock.now())
            session.commit()
            assert changed() == "new@example.com"
    assert standing(database) == {"H-1": "picked"}
