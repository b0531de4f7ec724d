"""The forms of the code step."""

import re

from wtforms import Form, StringField, ValidationError
from wtforms.fields.core import Field

from css.web.forms import BLANK, REQUIRED, PortalForm
from css.web.text import _, _l


class _SixDigits:
    """Keeps the digits: a code copied with its gap is the same code."""

    field_flags = REQUIRED

    def __call__(self, form: Form, field: Field) -> None:
        code = re.sub(r"[\s\u2009-]", "", field.data or "")
        if not code:
            raise ValidationError(BLANK)
        if not re.fullmatch(r"[0-9]{6}", code):
            raise ValidationError(_("Enter the six digits of the code"))
        field.data = code


class CodeForm(PortalForm):
    """One box for the code."""

    code = StringField(_l("Enter Code"), [_SixDigits()], description=_l("Six digits. They work for 10 minutes."))
