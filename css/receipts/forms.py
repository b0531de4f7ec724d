"""What somebody copies from a receipt."""

from wtforms import StringField, TextAreaField

from css.registrations import rules
from css.web.forms import Keep, PortalForm
from css.web.text import _l

_COPIED = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}


class CheckForm(PortalForm):
    """A receipt's number and fingerprint, as they were typed or pasted."""

    number = StringField(_l("Receipt number"), [Keep(rules.required, required=True)], render_kw=_COPIED)
    fingerprint = TextAreaField(_l("Fingerprint"), [Keep(rules.required, required=True)], render_kw=_COPIED)
