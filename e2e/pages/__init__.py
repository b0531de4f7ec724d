"""The portal's pages as somebody finds them: by role and accessible name (docs/testing.md)."""

from e2e.pages.after import Dashboard, ThankYou
from e2e.pages.guide import Guia, Guide
from e2e.pages.home import Home
from e2e.pages.receipt import CheckReceipt, Receipt, SignedRecord
from e2e.pages.security import ChangePassword, IdleWarning, Sessions
from e2e.pages.sign_in import SignIn
from e2e.pages.sign_up import SignUp, Verify
from e2e.pages.signature import Signature
from e2e.pages.staff import Approvals, Review, StaffSignIn
from e2e.pages.wizard import Acknowledgement, Address, PersonalInfo, Wizard

__all__ = [
    "Acknowledgement",
    "Address",
    "Approvals",
    "ChangePassword",
    "CheckReceipt",
    "Dashboard",
    "Guia",
    "Guide",
    "Home",
    "IdleWarning",
    "PersonalInfo",
    "Receipt",
    "Review",
    "Sessions",
    "SignIn",
    "SignUp",
    "Signature",
    "SignedRecord",
    "StaffSignIn",
    "ThankYou",
    "Verify",
    "Wizard",
]
