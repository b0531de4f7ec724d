"""The forms of signing in, and of getting back in."""

from typing import Any

from wtforms import BooleanField, EmailField, PasswordField

from css.web.forms import EmailAddress, GivenPassword, PortalForm
from css.web.new_password import ATTRIBUTES, MeetsTheRules, NewPassword
from css.web.text import _l


class AddressForm(PortalForm):
    """Whose account it is."""

    email = EmailField(
        _l("Email address"),
        [EmailAddress()],
        render_kw={"autocomplete": "username webauthn", "spellcheck": "false"},
    )


class EmailForm(AddressForm):
    """Email first."""

    keep = BooleanField(_l("Keep me signed in"))


class PasswordForm(EmailForm):
    """Then the password, for every email alike."""

    password = PasswordField(
        _l("Password"), [GivenPassword()], render_kw={"autocomplete": "current-password", "spellcheck": "false"}
    )


class NewPasswordForm(NewPassword):
    """A new password for whoever has proven the email."""

    password = PasswordField(_l("New password"), [MeetsTheRules()], render_kw=ATTRIBUTES)

    def __init__(self, username: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._username = username

    @property
    def username(self) -> str:
        """The email that was proven."""
        return self._username
