"""Step: Address. The ZIP is checked against the state alone."""

from collections.abc import Mapping
from typing import Any

from wtforms import Form, SelectField, StringField
from wtforms.fields.core import Field

from css.registrations import rules
from css.web.context import portal
from css.web.forms import REQUIRED, Keep, OneOf
from css.web.steps.step import Row, Step, StepForm
from css.web.text import _, _l


class _ZipOfTheState:
    field_flags = REQUIRED

    def __call__(self, form: Form, field: Field) -> None:
        Keep(lambda text: rules.zip_code(text, form["state"].data), required=True)(form, field)


class AddressForm(StepForm):
    """What the step asks for."""

    address = StringField(
        _l("Address"), [Keep(rules.required, required=True)], render_kw={"autocomplete": "address-line1"}
    )
    unit = StringField(
        _l("Apartment, suite, unit, floor (optional)"),
        [Keep(rules.line)],
        render_kw={"autocomplete": "address-line2"},
    )
    city = StringField(_l("City"), [Keep(rules.required, required=True)], render_kw={"autocomplete": "address-level2"})
    state = SelectField(
        _l("State"),
        [OneOf(_l("Choose a state"))],
        validate_choice=False,
        render_kw={"autocomplete": "address-level1"},
    )
    zip_code = StringField(
        _l("Zip Code"),
        [_ZipOfTheState()],
        render_kw={"autocomplete": "postal-code", "inputmode": "numeric"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.state.choices = list(rules.states())
        if self.state.raw_data is None:  # the page is shown, not sent
            self.state.data = self.state.data or portal().jurisdiction.state


def rows(answers: Mapping[str, str]) -> tuple[Row, ...]:
    """The answers to be read, in the page's language."""
    street = ", ".join(answers[part] for part in ("address", "unit") if answers.get(part))
    town = " ".join(answers[part] for part in ("state", "zip_code") if answers.get(part))
    read = (
        Row("address", _("Address"), street),
        Row("city", _("City"), ", ".join(part for part in (answers.get("city", ""), town) if part)),
    )
    return tuple(row for row in read if row.value) if street else ()


STEP = Step("address", AddressForm, rows)
