"""The old address takes the account back: the link looks, the button acts, and what can't be done any more is said."""

from dataclasses import replace

import pytest
from itsdangerous import URLSafeSerializer
from sqlmodel import select

from css.core import tokens
from css.core.clock import FixedClock
from css.models import Account, AccountState, EmailChange, Passkey, ReviewState
from css.registrations import queue
from tests import builders
from tests.builders import PASSWORD, Person
from tests.dashboard.email_change import NEW, change, code, mails
from tests.wizard.browser import Page, Resident

OLD = "marisol@example.com"
CHOSEN = "Louder-Brook-2957"
KEY = "s" * 40


@pytest.fixture
def owner(active: Resident) -> Resident:
    """Whoever reads the mail to the old address, at another browser than the one that changed it."""
    return Resident(active.app, active.clock, active.person, active.hx)


@pytest.fixture
def link(active: Resident, owner: Resident) -> str:
    """What that mail leads to."""
    return change(active)


def signed(public_id: object, key: str = KEY, salt: str = "undo-email") -> str:
    return f"/email/undo/{URLSafeSerializer(key, salt=salt).dumps(public_id)}"


def the_account(browser: Resident) -> Account:
    with browser.database.reading() as session:
        return session.exec(select(Account).order_by(Account.id)).first()  # type: ignore[arg-type, return-value]


def refused(browser: Resident, link: str) -> Page:
    """The page of a link that does nothing, whichever way it is tried."""
    before, sent = the_account(browser), browser.post(link)
    assert sent.status == 303
    page = browser.get(sent.location)
    assert the_account(browser) == before and page.html == browser.get(link).html
    assert page.link("Choose a new password") == "/reset" and page.link("Help") == "/help"
    assert not page.buttons
    return page


def test_the_page_says_all_that_will_happen_and_looking_changes_nothing(owner: Resident, link: str) -> None:
    before = the_account(owner)
    for _look in range(2):
        page = owner.get(link)
    assert (page.status, page.heading) == (200, "Take your old email address back")
    assert page.is_whole is not owner.hx
    for said in (
        f"take it back to {OLD}",
        "signs in with p•••@correo.org now",
        "Every browser is signed out.",
        "The password works no longer.",
        "Passkeys, buttons of other accounts and authenticator apps that were added",
        "until Monday, November 23, 9:00 am",
    ):
        assert said in page.words
    assert NEW not in page.html and page.buttons == ["Take the old address back"]
    assert the_account(owner) == before and before.email == NEW


def test_the_button_gives_the_account_back_and_a_new_password_lets_in(
    active: Resident, owner: Resident, link: str
) -> None:
    with active.writing() as session:
        known = {"credential_id": "x", "public_key": b"x", "sign_count": 0, "name": "Thief", "public_id": "x" * 20}
        session.add(Passkey(account_id=active.account.id, created_at=active.clock.now(), **known))
    undone = owner.post(link)
    assert (undone.status, undone.location) == (303, "/reset?back=y")
    page = owner.get(undone.location)
    assert page.heading == "Choose a new password"
    assert "Your old email address is yours again, and the password no longer works." in page.words
    assert active.get("/dashboard").location == "/sign-in"
    assert mails(owner, NEW)[-1].kind == "email-change-undone"
    for email in (OLD, NEW):
        tried = owner.post("/sign-in/password", {"email": email, "password": PASSWORD})
        assert tried.status == 422 and "not right" in tried.message("password")
    assert owner.post("/reset", {"email": OLD}).location == "/verify"
    assert owner.post("/verify", {"code": code(owner, OLD)}).location == "/reset/new"
    assert owner.post("/reset/new", {"password": CHOSEN}).location == "/dashboard"
    assert OLD in owner.get("/dashboard").words
    with owner.database.reading() as session:
        assert session.exec(select(Passkey)).all() == []


def test_staff_find_the_resident_by_the_old_address_again(owner: Resident, link: str) -> None:
    owner.post(link)
    with owner.database.reading() as session:
        found = [[row.email for row in queue.page(session, ReviewState.WAITING, one).rows] for one in (OLD, NEW)]
    assert found == [[OLD], []]


@pytest.mark.parametrize(
    "token",
    ["x", "ImFiYyI.xyz", ".", "🐴", "e" * 3000, "eyJhIjoxfQ.abc", "<script>alert(1)"],
)
def test_a_link_that_is_not_ours_is_not_whole(owner: Resident, link: str, token: str) -> None:
    page = refused(owner, f"/email/undo/{token}")
    assert (page.status, page.heading) == (404, "This link is not whole") and "<script>alert" not in page.html


@pytest.mark.parametrize("public_id", ["", "x" * 20, 7, None, ["x"], {"id": "x"}])
def test_a_signed_link_to_nothing_is_not_whole(owner: Resident, link: str, public_id: object) -> None:
    assert refused(owner, signed(public_id)).status == 404


def test_a_link_cut_short_or_for_another_purpose_is_not_whole(owner: Resident, link: str) -> None:
    with owner.database.reading() as session:
        public_id = session.exec(select(EmailChange.public_id)).one()
    assert link == signed(public_id)
    for other in (link[:-1], signed(public_id, salt="known-device"), signed(public_id, key="t" * 40)):
        assert refused(owner, other).status == 404


def test_a_key_that_was_replaced_is_still_accepted_and_the_first_signs(owner: Resident, link: str) -> None:
    parts = owner.portal
    keys = replace(parts.settings, secret_keys=("n" * 40, *parts.settings.secret_keys))
    owner.app.extensions["css"] = replace(parts, settings=keys)
    try:
        assert owner.get(link).status == 200
        made = change(Resident(owner.app, owner.clock, Person(email="ada@example.org"), owner.hx).begin(), "b@b.co")
    finally:
        owner.app.extensions["css"] = parts
    public_id = URLSafeSerializer("n" * 40, salt="undo-email").loads(made.rpartition("/")[2])
    assert len(public_id) == len(tokens.new_public_id())


def test_it_works_once(owner: Resident, link: str) -> None:
    assert owner.post(link).location == "/reset?back=y"
    page = refused(owner, link)
    assert (page.status, page.heading) == (410, "This link no longer works")
    assert "once, for 72 hours" in page.words


def test_after_72_hours_it_works_no_longer(owner: Resident, link: str, clock: FixedClock) -> None:
    clock.advance(hours=71, minutes=59)
    assert owner.get(link).status == 200
    clock.advance(minutes=1)
    assert refused(owner, link).status == 410


def test_a_registration_that_was_only_begun_with_it_gives_way_and_the_page_says_so(owner: Resident, link: str) -> None:
    Resident(owner.app, owner.clock, Person(email=OLD), owner.hx).begin()
    assert "The registration that was begun with your old address since" in owner.get(link).words
    assert owner.post(link).location == "/reset?back=y"
    assert the_account(owner).email == OLD


def test_an_address_that_has_registered_anew_stays_there(owner: Resident, link: str) -> None:
    Resident(owner.app, owner.clock, Person(email=OLD), owner.hx).in_state(AccountState.PENDING)
    page = refused(owner, link)
    assert page.status == 410 and "belongs to another account by now" in page.words


def test_the_thiefs_own_link_is_dead_once_the_first_was_used(active: Resident, owner: Resident, link: str) -> None:
    thiefs = change(active, "thief@correo.org")
    owner.post(link)
    assert refused(owner, thiefs).status == 410
    assert the_account(owner).email == OLD


def test_a_session_that_was_entered_with_the_thiefs_code_just_before_ends_too(
    active: Resident, owner: Resident, link: str
) -> None:
    thief = Resident(active.app, active.clock, active.person, active.hx)
    thief.post("/sign-in/code", {"email": NEW})
    half = code(thief, NEW)
    owner.post(link)
    assert thief.post("/verify", {"code": half}).location == "/sign-up"
    assert thief.get("/dashboard").location == "/sign-in"


@pytest.mark.parametrize("state", [AccountState.INCOMPLETE, AccountState.PENDING, AccountState.DENIED])
def test_it_works_whatever_the_account_waits_for(resident: Resident, state: AccountState) -> None:
    link = change(resident.in_state(state))
    assert Resident(resident.app, resident.clock, resident.person).post(link).location == "/reset?back=y"
    assert the_account(resident).email == OLD


def test_a_deactivated_account_gets_its_address_back_and_stays_switched_off(
    active: Resident, owner: Resident, link: str
) -> None:
    with active.writing() as session:
        session.exec(select(Account)).one().state = AccountState.DEACTIVATED
    assert owner.post(link).location == "/reset?back=y"
    owner.post("/reset", {"email": OLD})
    owner.post("/verify", {"code": code(owner, OLD)})
    led = owner.post("/reset/new", {"password": CHOSEN}).location
    assert led == "/sign-in?switched_off=y" and "This account is switched off." in owner.get(led).words


def test_without_a_csrf_token_the_button_does_nothing(owner: Resident, link: str) -> None:
    owner.app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert builders.client(owner.app).post(link).status_code == 400
    finally:
        owner.app.config["WTF_CSRF_ENABLED"] = False
    assert the_account(owner).email == NEW
