"""What becomes of the mail: real SMTP servers refuse it, and codes for residents never wait behind it."""

import re
from time import perf_counter

import pytest
from sqlmodel import select

from css.matching.inviting import sending, stopping
from css.matching.inviting.campaigns import Plan
from css.matching.inviting.outcomes import is_bounce
from css.models import InvitationKind, LegacyClaim, NoInvitation, Outcome
from css.outbox import transport_for
from tests.matching.inviting.desk import INVITER, Desk
from tests.outbox.builders import queue_code
from tests.outbox.servers import Mailbox, free_port, serve
from tests.web.visits import all_of

FAST = Plan(per_hour=20_000, reminders=2, days_between=14)
NO_SUCH = "550 5.1.1 <h-0@example.com> no such user here"


def closed(desk: Desk) -> dict[str, str]:
    with desk.database.reading() as session:
        return {one.email_key: one.why for one in session.exec(select(NoInvitation))}


def with_server(desk: Desk, mailbox: Mailbox, seconds: int = 30) -> None:
    """The loop for so long, at this server."""
    port = free_port()
    desk.transport = transport_for(f"smtp://127.0.0.1:{port}", desk.database)
    with serve(mailbox, port=port):
        desk.run(seconds=seconds)


def test_who_is_refused_for_ever_has_bounced_and_is_never_written_to_again(desk: Desk) -> None:
    desk.holders(2)
    desk.campaign(FAST)
    with_server(desk, Mailbox(on_recipient=NO_SUCH))
    assert [one.outcome for one in desk.invitations()] == [Outcome.BOUNCED] * 2
    assert closed(desk) == {"h-0@example.com": "bounced", "h-1@example.com": "bounced"}
    assert desk.acts().count("invitation.bounced") == 2
    desk.clock.advance(days=40)
    assert desk.run(seconds=30) == 0 and desk.can_be_invited() == 0


@pytest.mark.parametrize(
    "mailbox",
    [
        Mailbox(on_recipient="550 5.7.1 Relaying denied"),
        Mailbox(on_recipient="554 5.7.1 Blocked, see our page"),
        Mailbox(on_data="554 5.7.1 This looks like spam"),
        Mailbox(on_data="550 5.1.1 said too late to be sure of whom"),
        Mailbox(on_recipient="552 5.2.2 Mailbox full"),
    ],
    ids=lambda mailbox: mailbox.on_recipient if mailbox.on_recipient[0] == "5" else mailbox.on_data,
)
def test_a_refusal_that_says_nothing_of_the_address_costs_nobody_the_invitation(
    light_desk: Desk, mailbox: Mailbox
) -> None:
    light_desk.holders(1)
    light_desk.campaign(FAST)
    with_server(light_desk, mailbox)
    assert [one.outcome for one in light_desk.invitations()] == [Outcome.FAILED]
    assert closed(light_desk) == {} and light_desk.can_be_invited() == 1


def test_what_a_server_took_was_sent(desk: Desk) -> None:
    mailbox = Mailbox()
    desk.holders(3)
    desk.campaign(FAST)
    with_server(desk, mailbox)
    assert [one.outcome for one in desk.invitations()] == [Outcome.SENT] * 3
    assert sorted(mailbox.recipients) == [f"h-{number}@example.com" for number in range(3)]


def test_on_the_wire_it_has_the_button_of_mail_programs_and_a_code_has_not(desk: Desk) -> None:
    mailbox = Mailbox()
    desk.holders(1)
    desk.campaign(FAST)
    queue_code(desk.database, desk.clock.now())
    with_server(desk, mailbox)
    invitation = desk.invitations()[0]
    by_recipient = dict(zip(mailbox.recipients, mailbox.received, strict=True))
    mail = by_recipient["h-0@example.com"]
    assert mail["List-Unsubscribe"] == f"<http://localhost:8000/no-invitations/{invitation.public_id}>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    code = by_recipient["marisol@example.com"]
    assert code["List-Unsubscribe"] is None and code["List-Unsubscribe-Post"] is None


def test_a_code_leaves_before_every_invitation_that_waits(desk: Desk) -> None:
    mailbox = Mailbox()
    desk.holders(60)
    desk.campaign(FAST)
    for _ in range(4):
        sending.send_due(desk.database, INVITER, desk.clock, "en")
        desk.clock.advance(seconds=5)
    assert len(desk.mails()) > 50
    queue_code(desk.database, desk.clock.now())
    with_server(desk, mailbox, seconds=1)
    assert mailbox.recipients[0] == "marisol@example.com" and len(mailbox.recipients) > 50


def test_one_round_takes_less_than_half_a_second_of_a_code(light_desk: Desk) -> None:
    light_desk.holders(60)
    light_desk.campaign(FAST)
    light_desk.clock.advance(seconds=30)
    begun = perf_counter()
    assert sending.send_due(light_desk.database, INVITER, light_desk.clock, "en") > 20
    assert perf_counter() - begun < 0.5


def test_a_test_that_bounces_closes_no_address(desk: Desk) -> None:
    desk.holders(1)
    with desk.database.writing() as session:
        INVITER.invite(session, "h-0@example.com", InvitationKind.TEST, language="en", now=desk.clock.now())
        session.commit()
    with_server(desk, Mailbox(on_recipient=NO_SUCH), seconds=3)
    assert [one.outcome for one in desk.invitations()] == [Outcome.BOUNCED] and closed(desk) == {}


def test_what_the_help_desk_sent_and_bounced_is_noted_too_without_a_campaign(desk: Desk) -> None:
    desk.holders(1)
    with desk.database.writing() as session:
        INVITER.invite(session, "h-0@example.com", InvitationKind.HELP_DESK, language="en", now=desk.clock.now())
        session.commit()
    with_server(desk, Mailbox(on_recipient=NO_SUCH), seconds=3)
    assert closed(desk) == {"h-0@example.com": "bounced"}


def test_whoever_wants_no_more_is_not_reminded_and_what_they_asked_for_stands(desk: Desk) -> None:
    desk.holders(2)
    desk.campaign(FAST)
    desk.run(seconds=30)
    with desk.database.writing() as session:
        invitation = stopping.find(session, desk.invitations()[0].public_id)
        assert invitation
        for _ in range(2):
            stopping.stop(session, invitation, desk.clock.now())
        session.commit()
    assert closed(desk) == {"h-0@example.com": "asked"} and desk.acts().count("invitation.stopped") == 1
    desk.clock.advance(days=14)
    desk.run(seconds=30)
    assert desk.written_to()[2:] == [("h-1@example.com", 1)]


def test_they_can_still_claim_what_is_theirs(desk: Desk) -> None:
    desk.holders(1)
    desk.campaign(FAST)
    desk.run(seconds=10)
    with desk.database.writing() as session:
        invitation = stopping.find(session, desk.invitations()[0].public_id)
        assert invitation
        stopping.stop(session, invitation, desk.clock.now())
        session.commit()
    desk.register("h-0@example.com")
    with desk.database.reading() as session:
        assert len(all_of(session, LegacyClaim)) == 1


@pytest.mark.parametrize(
    ("error", "bounced"),
    [
        ("recipient: 550", False),
        ("recipient: 550 5.1.1", True),
        ("recipient: 553 5.1.10", True),
        ("recipient: 554 5.2.1", True),
        ("recipient: 554", False),
        ("recipient: 550 5.1.8", False),
        ("recipient: 550 5.7.1", False),
        ("recipient: 450 4.1.1", False),
        ("body: 550 5.1.1", False),
        ("too late to send", False),
        ("", False),
    ],
)
def test_only_what_says_that_there_is_no_mailbox_is_a_bounce(error: str, bounced: bool) -> None:
    assert is_bounce(error) is bounced


def test_an_invitation_reads_as_it_should(desk: Desk) -> None:
    desk.holders(1)
    desk.campaign(FAST)
    desk.run(seconds=2)
    (mail,) = desk.mails()
    with desk.database.writing() as session:
        INVITER.invite(session, "h-0@example.com", InvitationKind.TEST, language="en", now=desk.clock.now())
        session.commit()
    test = desk.mails()[-1]
    assert mail.subject == test.subject == "Please register again with Encinitas"
    text = test.text
    lines = [line for line in text.splitlines() if line]
    assert lines[2] == "Please register again"
    assert lines[3].startswith("Our online services have moved.")
    link = f"http://localhost:8000/sign-up/again/{desk.invitations()[-1].public_id}"
    assert lines[lines.index("Español:") + 1] == f"{link}?lang=es" and link in lines
    assert "\n\n\n\n" not in text and "None" not in text
    assert not re.search(r"password|click", text, re.IGNORECASE)
    for personal in ("Marisol", "Peña", "Apt 2", "h-0@"):
        assert personal not in text and personal not in test.html
