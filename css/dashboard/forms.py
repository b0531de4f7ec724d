"""The form for a new password of one's own."""

from wtforms import PasswordField

from css.web import login
from css.web.forms import GivenPassword
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
