"""What staff see beside each other when two may be the same person."""

from css.web.text import _


def compared(field: str) -> str:
    """A field of the comparison."""
    return {
        "name": _("Name"),
        "email": _("Email"),
        "phone": _("Phone"),
        "company": _("Company"),
        "address": _("Address"),
        "city": _("City, ZIP"),
        "record": _("Record number"),
    }[field]
