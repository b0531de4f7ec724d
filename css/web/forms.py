"""Forms as all rooms build them: WTForms parses and shows, the desks' rules decide, the words are here."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from flask import request
from wtforms import EmailField, Form, HiddenField, SelectField, StringField, ValidationError
from wtforms.fields.core import Field

from css.accounts.emails import InvalidEmail, checked_email
from css.accounts.password.passwords import LONGEST, normal
from css.registrations.rules import Problem, Refused
from css.web.text import _, _l

# What a validator says of its field: the page marks it with a star.
REQUIRED: Mapping[str, bool] = MappingProxyType({"required": True})
BLANK = _l("This field cannot be left blank")
TOO_MANY_CODES = _l("We sent this address several codes already. Please try again later.")
SWITCHED_OFF = _l("This account is switched off. Please contact the city.")
TOO_LONG = _l("This is too long: please shorten it")
_WORDS = {
    Problem.BLANK: BLANK,
    Problem.TOO_LONG: TOO_LONG,
    Problem.CHARACTERS: _l("This holds characters that cannot be used here"),
    Problem.PHONE: _l("Enter a phone number with area code, like 760-555-0142"),
    Problem.ZIP: _l("Enter a ZIP code of the state you chose, like 92024"),
    Problem.STATE: _l("Choose a state"),
    Problem.NOT_A_NAME: _l("Enter a name with at least one letter"),
}
FormType = TypeVar("FormType", bound="PortalForm")


class PortalForm(Form):
    """A form whose fields stay as they were sent until their rule has kept them."""

    @classmethod
    def sent(cls: type[FormType], **kwargs: Any) -> FormType:
        """The form as this request sent it."""
        return cls(formdata=request.form, **kwargs)

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Whether every rule is kept."""
        fine: bool = super().validate(extra_validators)
        for field in self:
            _make_visible(field)
        return fine

    def value(self, name: str) -> str:
        """What a field holds, "" for nothing."""
        return str(self.data[name] or "")

    def errors_of(self, name: str) -> list[str]:
        """The messages of one field alone, for a resident who has just left it."""
        field = self[name]
        field.validate(self)
        _make_visible(field)
        return [str(error) for error in field.errors]


def _make_visible(field: Field) -> None:
    """What goes back to be corrected is shown without NUL, which HTML can't hold."""
    if field.errors and isinstance(field.data, str):
        field.data = field.data.replace("\0", "\N{REPLACEMENT CHARACTER}")


class VersionedForm(PortalForm):
    """A form about something as its page showed it: `version` says which of its states that was."""

    version = HiddenField()

    @property
    def made_from(self) -> int:
        """The version that the page showed; -1 is none."""
        text = self.value("version")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1


class Keep:
    """A validator that applies a desk's rule and keeps what it returns."""

    def __init__(self, rule: Callable[[str], str], *, required: bool = False) -> None:
        self._rule = rule
        self._required = required
        self.field_flags = REQUIRED if required else {}

    def __call__(self, form: Form, field: Field) -> None:
        value = str(field.data or "")
        if self._required and not value.strip():
            raise ValidationError(BLANK)
        try:
            field.data = self._rule(value)
        except Refused as refused:
            raise ValidationError(_WORDS[refused.problem]) from refused


class EmailAddress:
    """A validator for the syntax of an email address."""

    field_flags = REQUIRED

    def __call__(self, form: Form, field: Field) -> None:
        if not (field.data or "").strip():
            raise ValidationError(BLANK)
        try:
            field.data = checked_email(field.data)
        except InvalidEmail:
            raise ValidationError(_("Enter an email address like name@example.com")) from None


class EmailForm(PortalForm):
    """An address to prove, another than was known."""

    email = EmailField(_l("Email"), [EmailAddress()], render_kw={"autocomplete": "email", "spellcheck": "false"})


class GivenPassword:
    """A validator for a password to compare, measured as a new one is; more than any can have is cut off."""

    field_flags = REQUIRED

    def __call__(self, form: Form, field: Field) -> None:
        if not field.data:
            raise ValidationError(BLANK)
        field.data = normal(field.data)[: LONGEST + 1]


class OneOf:
    """A validator for a choice that must be made; `message` says so."""

    field_flags = REQUIRED

    def __init__(self, message: str) -> None:
        self._message = message

    def __call__(self, form: Form, field: SelectField) -> None:
        if field.data not in {choice[0] for choice in field.iter_choices() if choice[0]}:
            raise ValidationError(self._message)


class Names(PortalForm):
    """First and last name in any script. Somebody with one name is asked once and may then leave the other empty."""

    first_name: StringField
    last_name: StringField
    one_name = HiddenField()

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        fine = super().validate(extra_validators)
        return self._names_given() and fine

    def _names_given(self) -> bool:
        missing = [field for field in (self.first_name, self.last_name) if not field.data]
        if not missing or (len(missing) == 1 and self.one_name.data):
            return True
        if len(missing) == 1 and not missing[0].errors:
            self.one_name.data = "y"
            missing[0].errors = [_("Enter this name too. If you have just one name, leave this empty and go on.")]
        else:
            for field in missing:
                field.errors = field.errors or [BLANK]
        return False
