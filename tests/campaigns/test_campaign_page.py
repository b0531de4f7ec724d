"""The campaign's page: prepared, tried, started, paused, ended, and how far the holders have come."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from css.models import AuditEntry
from tests.campaigns.conftest import CAMPAIGN, PLAN
from tests.html import StrictClient
from tests.matching.inviting.desk import Desk
from tests.staff.conftest import DANA, HAL, RUBEN, SignIn, enter
from tests.web.visits import all_of, beside, heading, mails, value


def page(client: StrictClient) -> str:
    return client.get(CAMPAIGN).text


def words(html: str) -> str:
    """What is read, without markup."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def act(client: StrictClient, desk: Desk, verb: str, version: int | None = None) -> TestResponse:
    shown = desk.newest()
    sent = {"version": str(shown.version if version is None else version)}
    return client.post(f"{CAMPAIGN}/{shown.public_id}/{verb}", data=sent)


def start(client: StrictClient, desk: Desk, **plan: str) -> None:
    assert client.post(CAMPAIGN, data={**PLAN, **plan}).status_code == 303
    assert act(client, desk, "start").location == CAMPAIGN


def test_before_a_campaign_the_page_says_how_many_there_are_and_can_be_invited(ruben: StrictClient, desk: Desk) -> None:
    desk.holders(5)
    desk.bring_in([{"legacy_id": "X-1", "email": "", "last_name": "Ng"}])
    desk.register("h-0@example.com")
    said = words(page(ruben))
    assert "4 addresses can be invited" in said and "1 of 6, 16.7 %" in said and "Who is left: 5" in said


def test_without_old_accounts_it_says_where_they_come_from(ruben: StrictClient) -> None:
    assert "no old accounts yet" in page(ruben)


def test_it_is_prepared_then_started_then_paused_gone_on_with_and_ended(ruben: StrictClient, desk: Desk) -> None:
    desk.holders(3)
    prepared = ruben.post(CAMPAIGN, data={**PLAN, "per_hour": "1,800"}, follow_redirects=True)
    assert "Nothing is sent before you start it." in prepared.text and "3 addresses" in prepared.text
    assert desk.run(seconds=5) == 0
    assert "Under way" in words(act(ruben, desk, "start").text + page(ruben))
    assert desk.run(seconds=2) == 1
    said = words(page(ruben))
    assert "1 of 3 invited" in said and "At most 1,800 an hour." in said and "Up to 2 reminders" in said
    act(ruben, desk, "pause")
    assert "The campaign is paused." in (paused := page(ruben)) and "Paused" in paused and ">Go on<" in paused
    assert desk.run(seconds=5) == 0
    act(ruben, desk, "resume")
    assert "The campaign goes on." in page(ruben)
    act(ruben, desk, "end")
    ended = words(page(ruben))
    assert "What was sent last time" in ended and "1 of 3 invited" in ended and "is invited once more" in ended


def test_it_says_about_when_everybody_is_invited(ruben: StrictClient, desk: Desk) -> None:
    desk.holders(3)
    start(ruben, desk, per_hour="1")
    desk.run(seconds=2)
    later = desk.clock.now() + timedelta(hours=2)
    assert later.hour == 19 and "about Friday, November 20, 11:00 am" in page(ruben)


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("per_hour", "", "cannot be left blank"),
        ("per_hour", "0", "from 1 to 20,000"),
        ("per_hour", "20001", "from 1 to 20,000"),
        ("per_hour", "-5", "from 1 to 20,000"),
        ("per_hour", "1e3", "from 1 to 20,000"),
        ("per_hour", "٣", "from 1 to 20,000"),
        ("days_between", "91", "from 1 to 90"),
        ("days_between", "0", "from 1 to 90"),
        ("reminders", "4", "Choose how many"),
    ],
)
def test_what_no_campaign_may_do_is_said_beside_the_field(
    ruben: StrictClient, desk: Desk, field: str, typed: str, said: str
) -> None:
    answer = ruben.post(CAMPAIGN, data={**PLAN, field: typed})
    assert answer.status_code == 422 and said in beside(answer, field)
    assert desk.newest().id is None


def test_a_draft_is_changed_and_afterwards_only_the_rate(ruben: StrictClient, desk: Desk) -> None:
    desk.holders(2)
    ruben.post(CAMPAIGN, data=PLAN)
    address = f"{CAMPAIGN}/{desk.newest().public_id}"
    assert ruben.post(address, data={**PLAN, "version": "0", "reminders": "3"}).status_code == 303
    assert desk.newest().reminders == 3
    act(ruben, desk, "start")
    assert ruben.post(address, data={**PLAN, "version": "2", "reminders": "0", "per_hour": "7"}).status_code == 303
    assert (desk.newest().reminders, desk.newest().per_hour) == (3, 7)
    assert value(ruben.get(CAMPAIGN), "per_hour") == "7" and 'name="reminders"' not in page(ruben)
    wrong = ruben.post(address, data={"version": "3", "per_hour": "x"})
    assert wrong.status_code == 422 and "from 1 to 20,000" in beside(wrong, "per_hour")


def test_of_two_windows_the_second_is_told_and_sees_how_it_stands(ruben: StrictClient, desk: Desk) -> None:
    desk.holders(2)
    start(ruben, desk)
    shown = desk.newest().version
    act(ruben, desk, "pause", shown)
    late = act(ruben, desk, "end", shown)
    assert late.status_code == 409 and "Somebody else changed the campaign" in late.text and "Paused" in late.text
    assert desk.newest().state == "paused"
    for odd in ("", "x", "٣", "9" * 20):
        assert ruben.post(f"{CAMPAIGN}/{desk.newest().public_id}/end", data={"version": odd}).status_code == 409
    assert ruben.post(CAMPAIGN, data=PLAN).status_code == 409
    changed = ruben.post(f"{CAMPAIGN}/{desk.newest().public_id}", data={**PLAN, "version": str(shown)})
    assert changed.status_code == 409


def test_an_id_that_is_none_is_no_page(ruben: StrictClient, desk: Desk) -> None:
    for public_id in ("x" * 20, "nonsense"):
        assert ruben.post(f"{CAMPAIGN}/{public_id}/start", data={"version": "0"}).status_code == 404
        assert ruben.post(f"{CAMPAIGN}/{public_id}", data=PLAN).status_code == 404
        assert ruben.get(f"{CAMPAIGN}/{public_id}/figures", hx=True).status_code == 404


def test_the_figures_are_shown_anew_while_it_is_under_way(ruben: StrictClient, desk: Desk) -> None:
    desk.holders(3)
    start(ruben, desk)
    address = f"{CAMPAIGN}/{desk.newest().public_id}/figures"
    assert 'hx-trigger="every 10s"' in page(ruben)
    desk.run(seconds=2)
    anew = ruben.get(address, hx=True)
    assert (
        anew.text.strip().startswith('<div id="figures"') and "2 of 3 invited" in anew.text and "<h1" not in anew.text
    )
    assert 'hx-trigger="every 10s"' in anew.text
    assert ruben.get(address).location == CAMPAIGN
    act(ruben, desk, "pause")
    assert "every 10s" not in page(ruben) + ruben.get(address, hx=True).text


def test_a_test_goes_to_whoever_asks_and_changes_nothing(ruben: StrictClient, desk: Desk) -> None:
    desk.holders(2)
    answer = ruben.post(f"{CAMPAIGN}/test", follow_redirects=True)
    assert f"A test is on its way to {RUBEN}." in answer.text
    (mail,) = mails(desk.database, RUBEN)
    assert mail.subject == "Please register again with Encinitas" and "/no-invitations/" in mail.text
    assert desk.acts() == ["campaign.tested"] and desk.can_be_invited() == 2
    assert len(desk.mails()) == 1 and desk.newest().id is None


def test_bounces_are_pasted_and_counted(ruben: StrictClient, desk: Desk) -> None:
    desk.holders(3)
    pasted = "<h-0@example.com>: 550 no such user\r\nH-1@example.com, stranger@example.com"
    answer = ruben.post(f"{CAMPAIGN}/bounced", data={"bounced": pasted}, follow_redirects=True)
    assert "Noted as bounced: 2. Of no old account, left out: 1." in words(answer.text)
    assert "1 address can be invited" in words(page(ruben)) and desk.acts() == ["campaign.bounces-noted"]


@pytest.mark.parametrize(
    ("pasted", "said"),
    [
        ("", "no email address in this text"),
        ("nobody in here", "no email address in this text"),
        ("h-0@example.com and me@home", "These are no email addresses: me@home"),
        (" ".join(f"a{number}@example.com" for number in range(2001)), "too many at once"),
        ("<script>alert(1)@x</script>", "These are no email addresses"),
    ],
)
def test_what_cannot_be_used_of_pasted_text_is_said_and_nothing_is_noted(
    ruben: StrictClient, desk: Desk, pasted: str, said: str
) -> None:
    desk.holders(1)
    answer = ruben.post(f"{CAMPAIGN}/bounced", data={"bounced": pasted})
    assert answer.status_code == 422 and said in beside(answer, "bounced") and "<script>alert" not in answer.text
    assert desk.can_be_invited() == 1


def test_the_chart_has_its_numbers_in_words_and_as_a_table(ruben: StrictClient, desk: Desk) -> None:
    desk.holders(3)
    desk.register("h-0@example.com")
    desk.clock.advance(days=1)
    for number in (1, 2):
        desk.register(f"h-{number}@example.com")
    enter(ruben, RUBEN)
    html = page(ruben)
    label = "Old accounts claimed in the last 30 days: 3, at most 2 on one day"
    assert re.search(rf'<svg role="img" aria-label="{label}"', html)
    bars = re.findall(r'<rect class="bar[^"]*" x="(\d+)" y="([\d.]+)" width="8" height="([\d.]+)">', html)
    assert bars == [("281", "50.00", "50.00"), ("291", "0.00", "100.00")]
    days = re.findall(r'<tr><td>([^<]+)</td><td class="figure">(\d+)</td></tr>', html)
    assert days[:3] == [("November 21, 2026", "2"), ("November 20, 2026", "1"), ("November 19, 2026", "0")]
    assert len(days) == 30


@pytest.mark.parametrize("who", [DANA, HAL])
def test_it_is_for_administrators(sign_in: SignIn, desk: Desk, who: str) -> None:
    client = sign_in(who)
    for path in (CAMPAIGN, f"{CAMPAIGN}/left"):
        assert heading(client.get(path)) == "This is for administrators"
    for path in (CAMPAIGN, f"{CAMPAIGN}/test", f"{CAMPAIGN}/bounced", f"{CAMPAIGN}/left/export"):
        assert client.post(path, data=PLAN).status_code == 403
    assert desk.mails() == [] and desk.newest().id is None


def test_all_that_is_done_is_in_the_audit_with_who_did_it(ruben: StrictClient, desk: Desk) -> None:
    desk.holders(1)
    start(ruben, desk)
    act(ruben, desk, "pause")
    ruben.post(f"{CAMPAIGN}/left/export")
    with desk.database.reading() as session:
        entries = [one for one in all_of(session, AuditEntry) if isinstance(one, AuditEntry)]
    by_staff = [one for one in entries if one.action.startswith(("campaign", "legacy.exported"))]
    assert [one.action for one in by_staff] == [
        "campaign.prepared",
        "campaign.started",
        "campaign.paused",
        "legacy.exported",
    ]
    assert {one.actor_kind for one in by_staff} == {"staff"} and len({one.actor_id for one in by_staff}) == 1


def test_the_page_takes_the_same_queries_however_many_there_are(app: Flask, ruben: StrictClient, desk: Desk) -> None:
    asked: list[int] = []
    statements: list[str] = []
    event.listen(
        app.extensions["css"].database.engine, "before_cursor_execute", lambda *args: statements.append(args[2])
    )
    for number in (1, 30):
        desk.holders(number)
        for path in (CAMPAIGN, f"{CAMPAIGN}/left"):
            statements.clear()
            ruben.get(path)
            asked.append(len(statements))
    assert asked[:2] == asked[2:]
