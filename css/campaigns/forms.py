"""The forms of a campaign: how it sends, what is done with it as it was shown, and addresses that bounced."""

from typing import Any

from wtforms import Form, SelectField, StringField, TextAreaField, ValidationError
from wtforms.fields.core import Field

from css.matching.inviting import addresses
from css.matching.inviting.campaigns import MOST_DAYS, MOST_PER_HOUR, MOST_REMINDERS, Plan
from css.web.forms import BLANK, REQUIRED, OneOf, PortalForm, VersionedForm
from css.web.text import _, _l

_NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}


class _Count:
    """A validator for a whole number, kept without the commas that people write into it."""

    field_flags = REQUIRED

    def __init__(self, most: int) -> None:
        self._most = most

    def __call__(self, form: Form, field: Field) -> None:
        typed = (field.data or "").strip().replace(",", "")
        if not typed:
            raise ValidationError(BLANK)
        if not (typed.isascii() and typed.isdigit() and len(typed) < 10 and 1 <= int(typed) <= self._most):
            raise ValidationError(_("Enter a whole number from 1 to %(most)s", most=f"{self._most:,}"))
        field.data = typed


class RateForm(VersionedForm):
    """How much leaves in an hour."""

    per_hour = StringField(
        _l("Emails an hour, at most"),
        [_Count(MOST_PER_HOUR)],
        description=_l("Ask whoever runs the mail server how many it may send."),
        render_kw=_NUMERIC,
    )

    def plan(self, kept: Plan) -> Plan:
        """What was entered; the rest as it is."""
        return Plan(int(self.value("per_hour")), kept.reminders, kept.days_between)


class PlanForm(RateForm):
    """How a campaign sends, before it has begun to."""

    reminders = SelectField(
        _l("Reminders, at most"),
        [OneOf(_l("Choose how many"))],
        validate_choice=False,
        description=_l("Only to those who have not registered again by then."),
    )
    days_between = StringField(_l("Days before a reminder"), [_Count(MOST_DAYS)], render_kw=_NUMERIC)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reminders.choices = [(str(number), str(number)) for number in range(MOST_REMINDERS + 1)]

    def plan(self, kept: Plan | None = None) -> Plan:
        """What was entered."""
        numbers = (int(self.value(name)) for name in ("per_hour", "reminders", "days_between"))
        return Plan(*numbers)


class BouncesForm(PortalForm):
    """Addresses out of mail that came back to the city later."""

    bounced = TextAreaField(
        _l("Addresses that bounced"),
        description=_l("One or many, in whatever text they stand: every address in it is taken."),
        render_kw={"spellcheck": "false", "autocomplete": "off"},
    )

    def addresses(self) -> list[str]:
        """The keys of what was pasted; none where something of it can't be used, which the field says."""
        found, wrong = addresses.read(self.value("bounced").replace("\0", " "))
        if wrong:
            self.bounced.errors = [_("These are no email addresses: %(words)s", words=" ".join(wrong[:5])[:300])]
        elif not found:
            self.bounced.errors = [_("There is no email address in this text")]
        elif len(found) > addresses.MOST_PASTED:
            most = f"{addresses.MOST_PASTED:,}"
            self.bounced.errors = [_("These are too many at once: at most %(most)s", most=most)]
        return [] if self.bounced.errors else found
