"""The forms of what residents see to themselves."""

from wtforms import PasswordField, StringField

from css.registrations import rules
from css.web import login
from css.web.forms import GivenPassword, Keep, PortalForm
from css.web.new_password import ATTRIBUTES, MeetsTheRules, NewPassword
from css.web.text import _, _l


class PasswordForm(NewPassword):
    """The password that the account has, and the one it is to have."""

    current_password = PasswordField(
        _l("Current password"), [GivenPassword()], render_kw={"autocomplete": "current-password", "spellcheck": "false"}
    )
    password = PasswordField(_l("New password"), [MeetsTheRules()], render_kw=ATTRIBUTES)

    @property
    def username(self) -> str:
        """The signed-in resident's email."""
        return login.the_resident().email

    def ask_again(self) -> None:
        """Both boxes come back empty: say so beside the one that was right."""
        self.ask_for_password_again()
        if not self.current_password.errors:
            self.current_password.errors = [_("Please type your password again")]


class AuthenticatorName(PortalForm):
    """What the resident calls a passkey or an app."""

    name = StringField(
        _l("Name"),
        [Keep(rules.required, required=True)],
        description=_l("So that you know it again, such as “Phone” or “Work computer”."),
        render_kw={"autocomplete": "off"},
    )
