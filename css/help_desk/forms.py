"""The forms of the help desk. Whatever is done with an old account asks for its reason."""

import re

from wtforms import EmailField, HiddenField, SearchField, TextAreaField

from css.matching.claiming.look_ups import LONGEST
from css.registrations import rules
from css.web.forms import EmailAddress, Keep, PortalForm, VersionedForm
from css.web.text import _l

REASON = 500
NONE = "none"


def _searched(text: str) -> str:
    """What was asked for, without what no keyboard types."""
    return "".join(char if char.isprintable() else " " for char in text[:LONGEST]).strip()


def _public_id(text: str) -> str:
    return text if re.fullmatch("[a-z]{20}", text) else ""


def _reason(text: str) -> str:
    return rules.paragraphs(text, longest=REASON)


class LookUpForm(PortalForm):
    """One box for all that a caller may know. `question`: a resident's question that somebody is looked up for."""

    text = SearchField(
        _l("Name, phone, address or record number"),
        [Keep(_searched, required=True)],
        render_kw={"autocomplete": "off", "spellcheck": "false", "maxlength": str(LONGEST)},
    )
    question = HiddenField(validators=[Keep(_public_id)])


class ReasonForm(PortalForm):
    """Why something is done."""

    reason = TextAreaField(_l("Reason"), [Keep(_reason, required=True)])


class NewEmailForm(VersionedForm):
    """Another address for an old account. `version`: how often it had been changed when the page was made."""

    email = EmailField(
        _l("New email address"), [EmailAddress()], render_kw={"autocomplete": "off", "spellcheck": "false"}
    )
    reason = TextAreaField(
        _l("How was the identity checked?"),
        [Keep(_reason, required=True)],
        description=_l("What the caller knew or showed, not the document’s number."),
    )


class AnswerForm(VersionedForm):
    """Which old account is meant, by its public id, or NONE."""

    chosen = HiddenField()
