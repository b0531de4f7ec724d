"""Authenticator apps as the pages of residents and of staff show them: the boxes for a code, and what is offered.

Nothing that is offered is kept until it is saved: the page carries it, sealed for whom it was made, for 30 minutes.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

import segno
from flask import session
from wtforms import Form, HiddenField, StringField, ValidationError
from wtforms.fields.core import Field

from css.accounts import spent
from css.accounts.owners import Owner
from css.accounts.password.sign_ins import Refusal
from css.accounts.second_factor import apps, recovery_codes
from css.accounts.second_factor.apps import OFFERED_FOR, Offer
from css.core.sealing import BrokenSeal
from css.registrations import rules
from css.web.authenticators import apps_of
from css.web.context import db_session, language, now, portal
from css.web.forms import BLANK, REQUIRED, Keep, PortalForm
from css.web.text import _, _l

PURPOSE = "offered app: "
"""What is sealed for something else begins otherwise."""
SHOWN_APP, SHOWN_CODES = "shown_app", "shown_codes"
"""Where the browser's own signed cookie keeps what was shown last, sealed as in the form."""


class AppCode:
    """A validator that keeps a code as the desk compares it, however it was typed: with gaps, dashes, small letters."""

    field_flags = REQUIRED

    def __call__(self, form: Form, field: Field) -> None:
        typed = _without_gaps(field.data or "")
        if not typed:
            raise ValidationError(BLANK)
        field.data = self._kept(typed)

    def _kept(self, typed: str) -> str:
        if not re.fullmatch(r"[0-9]{6}", typed):
            raise ValidationError(_("Enter the six digits that your app shows now"))
        return typed


class AppOrRecoveryCode(AppCode):
    """A validator that takes a recovery code as well."""

    def _kept(self, typed: str) -> str:
        if re.fullmatch(r"[0-9]{6}", typed):
            return typed
        if not re.fullmatch(r"[0-9A-Z]{12}", typed):
            raise ValidationError(_("Enter the six digits that your app shows now, or a recovery code of twelve signs"))
        return "-".join(re.findall("....", typed))


class AppCodeForm(PortalForm):
    """One box for a code of the app, or a recovery code in its place."""

    code = StringField(
        _l("Code"),
        [AppOrRecoveryCode()],
        description=_l("Six digits from your authenticator app, or one of your recovery codes."),
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )

    @property
    def is_recovery_code(self) -> bool:
        """Whether it has the form of one."""
        return "-" in self.value("code")


class OfferForm(PortalForm):
    """What the page offered comes back with it, sealed."""

    offer = HiddenField()


class NewAppForm(OfferForm):
    """A name for the app, and the code that it shows."""

    name = StringField(
        _l("Name"), [Keep(rules.required, required=True)], render_kw={"autocomplete": "off", "maxlength": rules.LONGEST}
    )
    code = StringField(_l("Code"), [AppCode()], description=_l("The six digits that the app shows now."))


def wrong_code(refusal: Refusal) -> str:
    """Neither what the app shows nor a recovery code, or one too many."""
    if refusal is Refusal.LOCKED:
        return _("There were too many wrong codes. Please wait 30 minutes.")
    return _("This code is not right, or was used before. Wait for the next one and try again.")


def not_shown_now() -> str:
    """A code that does not fit the secret on the page."""
    return _("This is not what the app shows now. Try the next code, and check that the clock of your phone is right.")


def recovered() -> str:
    """What the page says that follows when a recovery code let somebody in."""
    return _(
        "You signed in with a recovery code, which does not work again. Have you lost the phone? Then add the app on "
        "your new one on the page “How you sign in”, and remove the old."
    )


def app_name() -> str:
    """What an app is called until its owner calls it something else."""
    return _("Authenticator app")


@dataclass(frozen=True, slots=True)
class Offered:
    """What a page shows of an offer. `made`: when, in seconds of UTC."""

    owner: Owner
    offer: Offer
    made: float

    @property
    def address(self) -> str:
        """What the QR code holds; on a phone it opens the app."""
        return self.offer.address(self.owner, portal().jurisdiction.text(language()).title)

    @property
    def qr(self) -> str:
        """The QR code as a data: URI, dark on white in every theme, with its quiet zone."""
        return str(segno.make(self.address, error="m", micro=False).svg_data_uri(light="#fff", svgclass=None))

    @property
    def groups(self) -> list[str]:
        """The secret in fours, to be typed by hand."""
        return re.findall("....", self.offer.secret)

    @property
    def codes(self) -> tuple[str, ...]:
        """The recovery codes; none where the owner has some."""
        return self.offer.recovery_codes

    @property
    def sealed(self) -> str:
        """The offer for the form's hidden field."""
        kept = {"for": _whom(self.owner), "made": self.made, "secret": self.offer.secret, "codes": self.codes}
        return portal().sealer.seal(PURPOSE + json.dumps(kept))


def new_app(owner: Owner) -> Offered:
    """A secret that nobody has yet, with recovery codes where it will be the owner's first app.

    The same, where the page is loaded anew: a phone does so when somebody comes back from the app.
    """
    shown = _opened(owner, session.get(SHOWN_APP, ""))
    if shown and shown.offer.secret and apps_of(owner).is_free(shown.offer):
        return shown
    first = not apps.exist(db_session(), owner)
    return _shown(SHOWN_APP, Offered(owner, apps.offer(with_codes=first), now().timestamp()))


def new_codes(owner: Owner) -> Offered:
    """Recovery codes alone, in place of those the owner has; the same, where the page is loaded anew."""
    shown = _opened(owner, session.get(SHOWN_CODES, ""))
    if shown and not shown.offer.secret and not spent.is_spent(db_session(), *shown.codes):
        return shown
    return _shown(SHOWN_CODES, Offered(owner, Offer("", recovery_codes.new()), now().timestamp()))


def _shown(key: str, offered: Offered) -> Offered:
    session[key] = offered.sealed
    return offered


def opened_app(owner: Owner, form: OfferForm) -> Offered | None:
    """The app that the page offered; nobody else changes the owner's apps until the transaction ends.

    None where it was offered to somebody else or too long ago, was tampered with, or no longer fits.
    """
    offered = _opened(owner, form.value("offer"))
    owner.lock(db_session())
    if offered and offered.offer.secret and apps_of(owner).fits(offered.offer):
        return offered
    session.pop(SHOWN_APP, None)  # whatever was shown, they are told that it is of no use
    return None


def opened_codes(owner: Owner, form: OfferForm) -> Offered | None:
    """The recovery codes that the page offered; None as with an app."""
    offered = _opened(owner, form.value("offer"))
    if offered and not offered.offer.secret:
        return offered
    session.pop(SHOWN_CODES, None)
    return None


def _opened(owner: Owner, sealed: str) -> Offered | None:
    try:
        opened = portal().sealer.open(sealed)
    except BrokenSeal:
        return None
    if not opened.startswith(PURPOSE):
        return None
    kept: dict[str, Any] = json.loads(opened.removeprefix(PURPOSE))
    if kept["for"] != _whom(owner) or kept["made"] <= (now() - OFFERED_FOR).timestamp():
        return None
    return Offered(owner, Offer(kept["secret"], tuple(kept["codes"])), kept["made"])


def _whom(owner: Owner) -> str:
    return f"{owner.column} {owner.public_id}"


def _without_gaps(typed: str) -> str:
    """In capitals, without spaces, dashes and what can't be seen."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(char for char in plain if unicodedata.category(char) not in ("Zs", "Cc", "Cf", "Pd"))
