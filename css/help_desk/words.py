"""What the desks' codes are called on pages of old accounts, and how much of a holder these show."""

import re
from dataclasses import dataclass

from css.accounts.changes.email_changes import masked
from css.matching.claiming.holders import Owner
from css.matching.claiming.look_ups import Row
from css.matching.claiming.notes import Written
from css.models import ClaimedBy, NoteKind
from css.web.language import moment
from css.web.text import _

HIDDEN = "\N{BULLET}" * 3


@dataclass(frozen=True, slots=True)
class Line:
    """A holder among others: enough to know them by, no way to reach them."""

    public_id: str
    name: str
    company: str
    city: str
    email: str
    phone: str
    claimed: str
    records: int


def line(row: Row) -> Line:
    """What the table of a look-up shows."""
    said = row.held.version
    return Line(
        public_id=row.held.account.public_id,
        name=row.held.name or _("No name"),
        company=said.company,
        city=said.city,
        email=email(row.held.email),
        phone=phone(said.phone),
        claimed=how(ClaimedBy(row.claim.how)) if row.claim else "",
        records=row.records,
    )


def email(address: str) -> str:
    """m•••@example.org, "" for none."""
    return masked(address) if address else ""


def phone(number: str) -> str:
    """•••42: its last two digits."""
    digits = re.sub(r"\D", "", number)
    return f"{HIDDEN}{digits[-2:]}" if digits else ""


def how(claimed_by: ClaimedBy) -> str:
    """The way by which somebody claimed an old account."""
    return {
        ClaimedBy.CODE: _("by its email"),
        ClaimedBy.PROVIDER: _("by its email, through a provider"),
        ClaimedBy.PICKED: _("picked by the resident"),
        ClaimedBy.STAFF: _("confirmed by staff"),
    }[claimed_by]


def claimed(owner: Owner) -> str:
    """When and how."""
    when, way = moment(owner.claim.made_at), how(ClaimedBy(owner.claim.how))
    if owner.staff:
        return _("%(when)s, confirmed by %(name)s", when=when, name=owner.staff)
    return f"{when}, {way}"


def note(written: Written) -> str:
    """What was done, and who did it."""
    name = written.staff
    return {
        NoteKind.LOOKED: _("Email address shown to %(name)s", name=name),
        NoteKind.MAILED: _("Re-registration email sent by %(name)s", name=name),
        NoteKind.EMAIL_CHANGED: _("Email address changed by %(name)s", name=name),
        NoteKind.CLAIM_UNDONE: _("Claim undone by %(name)s", name=name),
    }[NoteKind(written.note.kind)]


def same(field: str) -> str:
    """Why somebody is a candidate."""
    return {
        "name": _("same name"),
        "email": _("same email"),
        "phone": _("same phone"),
        "company": _("same company"),
        "address": _("same address"),
        "city": _("same ZIP"),
        "record": _("same record number"),
    }[field]
