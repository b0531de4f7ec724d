"""The sign-up form."""

from wtforms import EmailField, PasswordField, StringField

from css.registrations import rules
from css.web.forms import EmailAddress, Keep, Names
from css.web.new_password import ATTRIBUTES, MeetsTheRules, NewPassword
from css.web.text import _l


class SignUpForm(Names, NewPassword):
    """What it takes to create an account."""

    reused = False  # there are no earlier ones

    email = EmailField(_l("Email"), [EmailAddress()], render_kw={"autocomplete": "username", "spellcheck": "false"})
    first_name = StringField(_l("First name"), [Keep(rules.line)], render_kw={"autocomplete": "given-name"})
    last_name = StringField(_l("Last name"), [Keep(rules.line)], render_kw={"autocomplete": "family-name"})
    mobile_phone = StringField(
        _l("Mobile phone (optional)"),
        [Keep(rules.phone)],
        render_kw={"autocomplete": "tel", "inputmode": "tel"},
    )
    password = PasswordField(_l("Password"), [MeetsTheRules()], render_kw=ATTRIBUTES)

    @property
    def username(self) -> str:
        """The email that is asked for beside it."""
        return self.email.data or ""
