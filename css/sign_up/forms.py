"""The sign-up form."""

from typing import Any

from wtforms import EmailField, Form, PasswordField, StringField, ValidationError
from wtforms.fields.core import Field

from css.accounts import passwords
from css.accounts.passwords import SHORTEST, Rule
from css.registrations import rules
from css.web.context import portal
from css.web.forms import BLANK, REQUIRED, EmailAddress, Keep, Names
from css.web.text import _, _l


def words(rule: Rule) -> str:
    """A requirement as the resident reads it."""
    shortest = SHORTEST[portal().jurisdiction.password_profile]
    return {
        Rule.LENGTH: _("At least %(count)s characters", count=shortest),
        Rule.LOWERCASE: _("A lowercase letter"),
        Rule.UPPERCASE: _("An uppercase letter"),
        Rule.NUMBER: _("A number"),
        Rule.USERNAME: _("No parts of your username"),
        Rule.HISTORY: _("Password can’t be the same as your last 10 passwords"),
        Rule.COMMON: _("Not a password that many people use"),
        Rule.LONGEST: _("At most %(count)s characters", count=passwords.LONGEST),
    }[rule]


class _MeetsTheRules:
    field_flags = REQUIRED

    def __call__(self, form: Form, field: Field) -> None:
        if not field.data:
            raise ValidationError(BLANK)
        profile = portal().jurisdiction.password_profile
        unmet = passwords.unmet(field.data, email=form["email"].data or "", profile=profile)
        if unmet:
            raise ValidationError(_("The password needs: %(rules)s", rules="; ".join(map(words, unmet))))


class SignUpForm(Names):
    """What it takes to create an account."""

    email = EmailField(_l("Email"), [EmailAddress()], render_kw={"autocomplete": "username", "spellcheck": "false"})
    first_name = StringField(_l("First name"), [Keep(rules.line)], render_kw={"autocomplete": "given-name"})
    last_name = StringField(_l("Last name"), [Keep(rules.line)], render_kw={"autocomplete": "family-name"})
    mobile_phone = StringField(
        _l("Mobile phone (optional)"),
        [Keep(rules.phone)],
        render_kw={"autocomplete": "tel", "inputmode": "tel"},
    )
    password = PasswordField(
        _l("Password"), [_MeetsTheRules()], render_kw={"autocomplete": "new-password", "spellcheck": "false"}
    )

    def ask_for_password_again(self) -> None:
        """A page never sends a password back, so the box comes back empty: say so, where nothing worse is wrong."""
        if not self.password.errors:
            self.password.data = ""
            self.password.errors = [_("Please type your password again")]

    def checklist(self, *, sent: bool = False) -> list[tuple[str, Any]]:
        """Each requirement and whether it is met; with `sent`, what is missed is marked as such.

        A requirement that is not listed beforehand joins the list when it is broken.
        """
        listed = passwords.LISTED[portal().jurisdiction.password_profile]
        asked = passwords.requirements(
            self.password.data or "",
            email=self.email.data or "",
            profile=portal().jurisdiction.password_profile,
        )
        shown = [one for one in asked if one.rule in listed or not one.met]
        return [(words(one.rule), one.met or ("bad" if sent else False)) for one in shown]
