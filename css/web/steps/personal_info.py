"""Step: Personal Info. Names, company, the contact preference, and the phones it may need."""

from collections.abc import Mapping
from typing import Any

from wtforms import SelectField, StringField

from css.registrations import rules
from css.web import login
from css.web.context import portal
from css.web.forms import BLANK, Keep, Names, OneOf
from css.web.steps.step import Row, Step, StepForm
from css.web.text import _, _l

PREFERENCES = {
    "email": _l("Email"),
    "phone": _l("Phone"),
    "text": _l("Text Message"),
    "mail": _l("Mail"),
}
# Which number a preference needs, and why it is asked for.
NEEDS = {
    "phone": ("contact_phone", _l("Contact Phone is required because you asked us to phone you.")),
    "text": ("mobile_phone", _l("Mobile Phone is required because you asked us to text you.")),
}
_TELEPHONE = {"autocomplete": "tel", "inputmode": "tel"}


class PersonalInfoForm(Names, StepForm):
    """What the step asks for. The email is shown beside it, fixed."""

    not_answers = frozenset({"one_name"})

    first_name = StringField(_l("First Name"), [Keep(rules.line)], render_kw={"autocomplete": "given-name"})
    middle_name = StringField(_l("Middle Name"), [Keep(rules.line)], render_kw={"autocomplete": "additional-name"})
    last_name = StringField(_l("Last Name"), [Keep(rules.line)], render_kw={"autocomplete": "family-name"})
    company = StringField(_l("Company"), [Keep(rules.line)], render_kw={"autocomplete": "organization"})
    contact_preference = SelectField(
        _l("Contact Preference"), [OneOf(_l("Choose how we should reach you"))], validate_choice=False
    )
    contact_phone = StringField(_l("Contact Phone"), [Keep(rules.phone)], render_kw=_TELEPHONE)
    mobile_phone = StringField(_l("Mobile Phone"), [Keep(rules.phone)], render_kw=_TELEPHONE)
    fax = StringField(_l("Fax"), [Keep(rules.phone)], render_kw={"inputmode": "tel"})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(name, PREFERENCES[name]) for name in portal().jurisdiction.contact_preferences]
        self.contact_preference.choices = [("", _l("-Select Contact Preference-")), *offered]
        if _has_one_name():  # and said so: nobody is asked again and again
            self.one_name.data = "y"

    @property
    def needed_phone(self) -> str:
        """The number that the preference needs, or ""."""
        return NEEDS.get(self.contact_preference.data, ("", ""))[0]

    @property
    def reason(self) -> str:
        """Why a number is needed, or ""."""
        return str(NEEDS.get(self.contact_preference.data, ("", ""))[1])

    @property
    def opens(self) -> bool:
        """Whether Additional Contact Information has something to show or to ask."""
        phones = (self.contact_phone, self.mobile_phone, self.fax)
        return bool(self.needed_phone) or any(phone.data or phone.errors for phone in phones)

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        fine = super().validate(extra_validators)
        needed = self[self.needed_phone] if self.needed_phone else None
        if needed is None or needed.data or needed.errors:
            return fine
        needed.errors = [BLANK]
        return False


def _has_one_name() -> bool:
    resident = login.the_resident()
    return bool(resident.first_name) != bool(resident.last_name)


def rows(answers: Mapping[str, str]) -> tuple[Row, ...]:
    """The answers to be read, in the page's language."""
    name = " ".join(answers[part] for part in ("first_name", "middle_name", "last_name") if answers.get(part))
    read = (
        Row("name", _("Name"), name),
        Row("company", _("Company"), answers.get("company", "")),
        Row("contact_preference", _("Contact Preference"), _preference(answers)),
        Row("contact_phone", _("Contact Phone"), answers.get("contact_phone", "")),
        Row("mobile_phone", _("Mobile Phone"), answers.get("mobile_phone", "")),
        Row("fax", _("Fax"), answers.get("fax", "")),
    )
    return tuple(row for row in read if row.value)


def _preference(answers: Mapping[str, str]) -> str:
    return str(PREFERENCES.get(answers.get("contact_preference", ""), ""))


STEP = Step("personal-info", PersonalInfoForm, rows, reacts={"contact_preference": "steps/additional-contact"})
