"""Stretches of the way that several journeys share. `look` is called on every page that is passed."""

from collections.abc import Callable

from e2e.drawings import FLOURISH, NAME, Drawing
from e2e.inbox import Inbox
from e2e.pages import (
    Acknowledgement,
    Address,
    Approvals,
    Dashboard,
    Home,
    PersonalInfo,
    Signature,
    SignIn,
    SignUp,
    StaffSignIn,
    ThankYou,
    Verify,
)
from e2e.people import Resident
from e2e.visitor import Visitor

Look = Callable[[], None]


def pass_by() -> None:
    """Looks at nothing."""


def to_sign_up(visitor: Visitor, look: Look = pass_by) -> SignUp:
    """From the home page to the sign-up form."""
    home = Home(visitor).open()
    look()
    home.go_to_sign_in()
    sign_in = SignIn(visitor).shown()
    look()
    sign_in.create_an_account()
    sign_up = SignUp(visitor).shown()
    look()
    return sign_up


def sign_up(visitor: Visitor, resident: Resident, look: Look = pass_by) -> Verify:
    """From the sign-up form, which is on screen, to the box for the code."""
    form = SignUp(visitor).shown()
    form.fill(resident)
    form.send()
    verify = Verify(visitor).sent_to(resident.email)
    look()
    return verify


def prove(visitor: Visitor, resident: Resident, inbox: Inbox, look: Look = pass_by) -> None:
    """From the box for the code to the first step."""
    Verify(visitor).enter(inbox.code_for(resident.email))
    Acknowledgement(visitor).shown()
    look()


def fill_in(visitor: Visitor, resident: Resident, look: Look = pass_by) -> str:
    """From the first step to the thank-you page of a city with three; returns the reference number."""
    Acknowledgement(visitor).accept()
    to_address(visitor, resident, look)
    address = Address(visitor)
    address.fill(resident)
    address.submit()
    thanks = ThankYou(visitor).shown()
    look()
    return thanks.reference()


def to_address(visitor: Visitor, resident: Resident, look: Look = pass_by) -> None:
    """From the second step to the third."""
    personal = PersonalInfo(visitor).shown()
    look()
    personal.fill(resident)
    personal.next()
    Address(visitor).shown()
    look()


def to_signature(visitor: Visitor, resident: Resident, look: Look = pass_by) -> Signature:
    """From the first step to the fourth."""
    Acknowledgement(visitor).accept()
    to_address(visitor, resident, look)
    address = Address(visitor)
    address.fill(resident)
    address.next()
    signature = Signature(visitor).shown()
    look()
    return signature


def draw_name(visitor: Visitor, resident: Resident) -> Drawing:
    """Fill in the fourth step, which is on screen; returns what is to be submitted."""
    signature = Signature(visitor).shown()
    signature.typed_name.fill(resident.signs)
    return signature.draw(NAME, FLOURISH)


def begin(visitor: Visitor, resident: Resident, inbox: Inbox) -> None:
    """Everything before the first step."""
    SignUp(visitor).open()
    sign_up(visitor, resident)
    prove(visitor, resident, inbox)


def register(visitor: Visitor, resident: Resident, inbox: Inbox) -> str:
    """Everything before the review; returns the reference number."""
    begin(visitor, resident, inbox)
    return fill_in(visitor, resident)


def before_signing(visitor: Visitor, resident: Resident, inbox: Inbox) -> Signature:
    """Everything before the fourth step."""
    begin(visitor, resident, inbox)
    return to_signature(visitor, resident)


def sign(visitor: Visitor, resident: Resident, inbox: Inbox) -> Drawing:
    """Everything before the dashboard that opens at once; returns what was drawn."""
    signature = before_signing(visitor, resident, inbox)
    drawn = draw_name(visitor, resident)
    signature.submit()
    Dashboard(visitor).shown()
    return drawn


def sign_in(visitor: Visitor, resident: Resident) -> None:
    SignIn(visitor).open().sign_in(resident.email, resident.password)


def to_approvals(visitor: Visitor, staff: tuple[str, str]) -> Approvals:
    StaffSignIn(visitor).open().sign_in(*staff)
    return Approvals(visitor).shown()
