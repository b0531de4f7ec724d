"""Authenticator apps as the pages of residents and of staff show them: the boxes for a code, and what is offered.

Nothing that is offered is kept until it is saved: the page carries it, sealed for whom it was made, for 30 minutes.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import segno
from wtforms import Form, HiddenField, StringField, ValidationError
from wtforms.fields.core import Field

from css.accounts import apps, recovery_codes
from css.accounts.apps import Offer
from css.accounts.owners import Owner
from css.core.sealing import BrokenSeal
from css.registrations import rules
from css.web.authenticators import apps_of
from css.web.context import db_session, language, now, portal
from css.web.forms import BLANK, REQUIRED, Keep, PortalForm
from css.web.text import _, _l

LIFETIME = timedelta(minutes=30)
PURPOSE = "offered app: "
"""What is sealed for something else begins otherwise."""


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


class OfferForm(PortalForm):
    """What the page offered comes back with it, sealed."""

    offer = HiddenField()


class NewAppForm(OfferForm):
    """A name for the app, and the code that it shows."""

    name = StringField(
        _l("Name"), [Keep(rules.required, required=True)], render_kw={"autocomplete": "off", "maxlength": rules.LONGEST}
    )
    code = StringField(_l("Code"), [AppCode()], description=_l("The six digits that the app shows now."))


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
    """A secret that nobody has yet, with recovery codes where it will be the owner's first app."""
    first = not apps.exist(db_session(), owner)
    return Offered(owner, apps.offer(with_codes=first), now().timestamp())


def new_codes(owner: Owner) -> Offered:
    """Recovery codes alone, in place of those the owner has."""
    return Offered(owner, Offer("", recovery_codes.new()), now().timestamp())


def opened_app(owner: Owner, form: OfferForm) -> Offered | None:
    """The app that the page offered; nobody else changes the owner's apps until the transaction ends.

    None where it was offered to somebody else or too long ago, was tampered with, or no longer fits.
    """
    offered = _opened(owner, form)
    owner.lock(db_session())
    return offered if offered and offered.offer.secret and apps_of(owner).fits(offered.offer) else None


def opened_codes(owner: Owner, form: OfferForm) -> Offered | None:
    """The recovery codes that the page offered; None as with an app."""
    offered = _opened(owner, form)
    return offered if offered and not offered.offer.secret else None


def _opened(owner: Owner, form: OfferForm) -> Offered | None:
    try:
        opened = portal().sealer.open(form.value("offer"))
    except BrokenSeal:
        return None
    if not opened.startswith(PURPOSE):
        return None
    kept: dict[str, Any] = json.loads(opened.removeprefix(PURPOSE))
    if kept["for"] != _whom(owner) or kept["made"] <= (now() - LIFETIME).timestamp():
        return None
    return Offered(owner, Offer(kept["secret"], tuple(kept["codes"])), kept["made"])


def _whom(owner: Owner) -> str:
    return f"{owner.column} {owner.public_id}"


def _without_gaps(typed: str) -> str:
    """In capitals, without spaces, dashes and what can't be seen."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    return "".join(char for char in plain if unicodedata.category(char) not in ("Zs", "Cc", "Cf", "Pd"))
