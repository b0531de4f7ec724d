"""Whoever signed in a while ago gives password and code again to change how they sign in (OWASP ASVS 5 §7.5.1)."""

from collections.abc import Callable
from typing import Any, TypeVar

from wtforms import PasswordField, StringField

from css.accounts import owners, staff
from css.accounts.password.sign_ins import Refusal
from css.accounts.second_factor import apps
from css.models import StaffMember
from css.staff import entering, words
from css.web import devices, login
from css.web.app_forms import AppOrRecoveryCode, NewAppForm, OfferForm, wrong_code
from css.web.authenticators import apps_of
from css.web.context import db_session, now, portal
from css.web.forms import GivenPassword, PortalForm
from css.web.text import _l

FormType = TypeVar("FormType", bound="PasswordAgain")


class PasswordAgain(PortalForm):
    """The box "Password", and one for the app's code where there is an app, on a page that was opened more than ten
    minutes after signing in; else there are none.
    """

    password = PasswordField(
        _l("Password"),
        [GivenPassword()],
        description=_l("You signed in more than ten minutes ago, so we ask for it once more."),
        render_kw={"autocomplete": "current-password", "spellcheck": "false"},
    )

    own_code = StringField(
        _l("Code of an app you have"),
        [AppOrRecoveryCode()],
        description=_l("Six digits from your authenticator app, or one of your recovery codes."),
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )

    def is_right(self) -> bool:
        """Whether all rules are kept, and the password and the app's code, where they are asked for, are right. Wrong
        ones count, as at the door; right ones are committed by the caller.
        """
        if not self.validate():
            return False
        if "password" in self and not self._password_is_right():
            return False
        return "own_code" not in self or self._code_is_right()

    def _password_is_right(self) -> bool:
        refusal = _try(self.value("password"))
        if refusal:
            self.password.errors = [words.wrong_password(refusal)]
        return refusal is None

    def _code_is_right(self) -> bool:
        member = _member()
        refusal = apps_of(owners.of_staff(member)).try_code(self.value("own_code"), devices.known(member))
        if refusal:
            entering.record(f"second-step-{refusal}", member.public_id, by_them=False)
            db_session().commit()  # a wrong try counts
            self.own_code.errors = [wrong_code(refusal)]
        return refusal is None


class AnotherAppForm(NewAppForm, PasswordAgain):
    """One more app."""


class NewCodesForm(OfferForm, PasswordAgain):
    """Recovery codes in place of the old ones."""


class RemoveForm(PasswordAgain):
    """Nothing more is asked before an app is removed."""


def fitting(made: Callable[..., FormType], **further: Any) -> FormType:
    """The form, with the boxes only where password and code are to be asked for."""
    form = made(**further)
    proven = login.the_staff().proven(now())
    if proven:
        del form.password
    if proven or not _has_app():
        del form.own_code
    return form


def _has_app() -> bool:
    """Looked up apart: the request's own transaction begins after the password is compared."""
    with portal().database.reading() as session:
        member = session.get_one(StaffMember, login.the_staff().staff_id)
        return apps.exist(session, owners.of_staff(member))


def _member() -> StaffMember:
    return db_session().get_one(StaffMember, login.the_staff().staff_id)


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
