"""The two forms of signing in."""

from wtforms import BooleanField, EmailField, PasswordField

from css.web.forms import EmailAddress, GivenPassword, PortalForm
from css.web.text import _l


class EmailForm(PortalForm):
    """Email first."""

    email = EmailField(
        _l("Email address"),
        [EmailAddress()],
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )
    keep = BooleanField(_l("Keep me signed in"))


class PasswordForm(EmailForm):
    """Then the password, for every email alike."""

    password = PasswordField(
        _l("Password"), [GivenPassword()], render_kw={"autocomplete": "current-password", "spellcheck": "false"}
    )
