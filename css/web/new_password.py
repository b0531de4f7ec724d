"""A new password as several rooms ask for it: one box, and a checklist that is ticked as it is typed."""

from typing import Any

from wtforms import PasswordField, ValidationError
from wtforms.fields.core import Field

from css.accounts.password import passwords
from css.accounts.password.passwords import SHORTEST, Requirement, Rule
from css.web.context import portal
from css.web.forms import BLANK, REQUIRED, PortalForm
from css.web.text import _

ATTRIBUTES = {"autocomplete": "new-password", "spellcheck": "false"}


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


class MeetsTheRules:
    """A validator for a new password; the form tells whose it is to be."""

    field_flags = REQUIRED

    def __call__(self, form: "NewPassword", field: Field) -> None:
        if not field.data:
            raise ValidationError(BLANK)
        unmet = passwords.unmet(field.data, email=form.username, profile=portal().jurisdiction.password_profile)
        if unmet:
            raise ValidationError(broken(*unmet))


def broken(*rules: Rule) -> str:
    """What is said beside the box of a password that breaks these rules."""
    return _("The password needs: %(rules)s", rules="; ".join(map(words, rules)))


class NewPassword(PortalForm):
    """A form that asks for a new password, in a field named `password`.

    `reused`: whether it is one of the last ten; None while nobody has compared it, which takes too long for each key.
    """

    password: PasswordField
    reused: bool | None = None

    @property
    def username(self) -> str:
        """The email of whoever is to have the password."""
        raise NotImplementedError

    def ask_for_password_again(self) -> None:
        """A page never sends a password back, so the box comes back empty: say so, where nothing worse is wrong."""
        if not self.password.errors:
            self.password.data = ""
            self.password.errors = [_("Please type your password again")]

    def checklist(self, *, sent: bool = False) -> list[tuple[str, Any]]:
        """Each requirement and whether it is met; with `sent`, what is missed is marked as such.

        A requirement that is not listed beforehand joins the list when it is broken.
        """
        profile = portal().jurisdiction.password_profile
        asked = passwords.requirements(self.password.data or "", email=self.username, profile=profile)
        shown = [one for one in asked if one.rule in passwords.LISTED[profile] or not one.met]
        return [(words(one.rule), self._state(one, sent=sent)) for one in shown]

    def refuse_reused(self) -> None:
        """It is one of the last ten."""
        self.reused = True
        self.password.errors = [words(Rule.HISTORY)]

    def _state(self, asked: Requirement, *, sent: bool) -> bool | str | None:
        if asked.rule is Rule.HISTORY and self.reused is None and asked.met:
            return None
        met = asked.met and not (asked.rule is Rule.HISTORY and self.reused)
        return met or ("bad" if sent else False)
