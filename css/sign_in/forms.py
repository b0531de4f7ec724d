"""The two forms of signing in."""

from wtforms import BooleanField, EmailField, Form, PasswordField, ValidationError
from wtforms.fields.core import Field

from css.accounts.passwords import LONGEST, normal
from css.web.forms import BLANK, REQUIRED, EmailAddress, PortalForm
from css.web.text import _l


class _Given:
    """Something was entered; a password longer than any can be is cut short of costing a hash."""

    field_flags = REQUIRED

    def __call__(self, form: Form, field: Field) -> None:
        if not field.data:
            raise ValidationError(BLANK)
        field.data = normal(field.data)[: LONGEST + 1]  # as sign-up measures it


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
        _l("Password"), [_Given()], render_kw={"autocomplete": "current-password", "spellcheck": "false"}
    )
