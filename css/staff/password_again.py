"""Whoever signed in a while ago gives the password again before changing how they sign in (OWASP ASVS 5 §7.5.1)."""

from collections.abc import Callable
from typing import Any, TypeVar

from wtforms import PasswordField

from css.accounts import staff
from css.accounts.password.sign_ins import Refusal
from css.staff import entering, words
from css.web import login
from css.web.app_forms import NewAppForm, OfferForm
from css.web.context import db_session, now
from css.web.forms import GivenPassword, PortalForm
from css.web.text import _l

FormType = TypeVar("FormType", bound="PasswordAgain")


class PasswordAgain(PortalForm):
    """The box "Password", on a page that was opened more than ten minutes after signing in; else there is none."""

    password = PasswordField(
        _l("Password"),
        [GivenPassword()],
        description=_l("You signed in more than ten minutes ago, so we ask for it once more."),
        render_kw={"autocomplete": "current-password", "spellcheck": "false"},
    )

    def is_right(self) -> bool:
        """Whether all rules are kept and the password, where it is asked for, is right. A wrong one counts, as at the
        door; a right one is committed by the caller.
        """
        if not self.validate():
            return False
        if "password" not in self:
            return True
        refusal = _try(self.value("password"))
        if refusal:
            self.password.errors = [words.wrong_password(refusal)]
        return refusal is None


class AnotherAppForm(NewAppForm, PasswordAgain):
    """One more app."""


class NewCodesForm(OfferForm, PasswordAgain):
    """Recovery codes in place of the old ones."""


class RemoveForm(PasswordAgain):
    """Nothing more is asked before an app is removed."""


def fitting(made: Callable[..., FormType], **further: Any) -> FormType:
    """The form, with the box only where the password is to be asked for."""
    form = made(**further)
    if login.the_staff().proven(now()):
        del form.password
    return form


def _try(password: str) -> Refusal | None:
    email = login.the_staff().email
    compared = entering.compare(email, password)
    tried = staff.try_password(
        db_session(), email, right=compared.right, renewed=compared.renewed, device=compared.device, now=now()
    )
    if not isinstance(tried, Refusal):
        return None
    entering.record(f"password-{tried}", compared.whose, by_them=False)
    db_session().commit()  # a wrong try counts
    return tried
