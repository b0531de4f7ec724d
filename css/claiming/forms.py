"""The two forms of claiming: which old account is mine, and what I remember of one that was not found."""

from collections.abc import Mapping
from typing import Any

from flask_babel import ngettext
from wtforms import EmailField, SelectField, StringField

from css.accounts.emails import InvalidEmail, checked_email
from css.matching.claiming.picks import Choice, Choices
from css.registrations import rules
from css.web.forms import Keep, OneOf, PortalForm
from css.web.text import _, _l

# What it was then is not what the browser would fill in.
_NOT_FILLED = {"autocomplete": "off"}
_NUMBER = {**_NOT_FILLED, "inputmode": "numeric"}
_OTHER_EMAIL = {**_NOT_FILLED, "spellcheck": "false"}
_TELEPHONE = {"autocomplete": "tel", "inputmode": "tel"}
_COMPANY = {"autocomplete": "organization"}
_TELLING = ("old_email", "phone", "street", "record_number")


class PickForm(PortalForm):
    """Which of several, and something that only its holder knows."""

    chosen = SelectField(_l("Your old account"), [OneOf(_l("Choose your old account"))], validate_choice=False)
    told = StringField(
        _l("To be sure that it is yours"),
        [Keep(rules.required, required=True)],
        description=_l("A phone number or street address that it has, or the number of a permit or an invoice."),
        render_kw={"autocomplete": "off"},
    )

    def __init__(self, found: Choices, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        offered = [(one.public_id, _named(one)) for one in found.waiting]
        self.chosen.choices = [("", _("-Choose-")), *offered]


class AskForm(PortalForm):
    """What a resident remembers of an old account that their email did not find."""

    name = StringField(_l("Name it was under"), [Keep(rules.line)], render_kw={"autocomplete": "name"})
    company = StringField(_l("Company, if it was a company’s"), [Keep(rules.line)], render_kw=_COMPANY)
    old_email = EmailField(_l("Another email address that it may have had"), [Keep(rules.line)], render_kw=_OTHER_EMAIL)
    phone = StringField(_l("Phone number it had"), [Keep(rules.line)], render_kw=_TELEPHONE)
    street = StringField(_l("Street address it had"), [Keep(rules.line)], render_kw=_NOT_FILLED)
    zip_code = StringField(_l("ZIP of that address"), [Keep(rules.line)], render_kw=_NUMBER)
    record_number = StringField(_l("Number of a permit or an invoice"), [Keep(rules.line)], render_kw=_NOT_FILLED)

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        fine: bool = super().validate(extra_validators)
        if self.old_email.data and not self.old_email.errors and not _is_email(self.old_email.data):
            self.old_email.errors = [_("Enter an email address like name@example.com")]
            return False
        if fine and not any(self.value(name) for name in _TELLING):
            self.form_errors.append(
                _("Tell us at least one of these: an email, a phone number, a street, a record’s number")
            )
            return False
        return fine


def _is_email(text: str) -> bool:
    try:
        checked_email(text)
    except InvalidEmail:
        return False
    return True


def _named(one: Choice) -> str:
    """As its holder knows it; "M••• P•••, B••• R•••, 2 records"."""
    counted = ngettext("%(num)s record", "%(num)s records", one.records)
    return ", ".join(filter(None, (one.name, one.company, counted)))
