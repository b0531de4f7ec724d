"""The portal's pages as somebody finds them: by role and accessible name (docs/testing.md)."""

from e2e.pages.after import Dashboard, ThankYou
from e2e.pages.home import Home
from e2e.pages.sign_in import SignIn
from e2e.pages.sign_up import SignUp, Verify
from e2e.pages.staff import Approvals, Review, StaffSignIn
from e2e.pages.wizard import Acknowledgement, Address, PersonalInfo, Signature, Wizard

__all__ = [
    "Acknowledgement",
    "Address",
    "Approvals",
    "Dashboard",
    "Home",
    "PersonalInfo",
    "Review",
    "SignIn",
    "SignUp",
    "Signature",
    "StaffSignIn",
    "ThankYou",
    "Verify",
    "Wizard",
]
