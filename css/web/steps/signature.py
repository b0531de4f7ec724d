"""Step: Signature. A name, and either a drawing or the name typed as the signature. Submit is the consent."""

from wtforms import BooleanField, HiddenField, StringField, ValidationError

from css.jurisdictions import CONSENT
from css.registrations import drawings, rules
from css.registrations.drawings import Drawing
from css.registrations.rules import Problem, Refused
from css.web.forms import TOO_LONG, Keep
from css.web.steps.step import Step, StepForm
from css.web.text import _l

_WORDS = {
    Problem.BLANK: _l("Please sign in the box, or switch to the typed signature"),
    Problem.TOO_LONG: TOO_LONG,
    Problem.CHARACTERS: _l("We could not read this drawing: please sign again"),
}


class DrawingField(HiddenField):
    """Strokes as JSON; what is no drawing is dropped, and said."""

    drawing: Drawing | None = None

    def process_formdata(self, valuelist: list[str]) -> None:
        sent = valuelist[0] if valuelist else ""
        self.data = ""
        try:
            self.drawing = drawings.sent(sent) if sent else None
        except Refused as refused:
            raise ValueError(_WORDS[refused.problem]) from refused
        self.data = self.drawing.kept if self.drawing else ""


class _Drawn:
    """A validator for a signature, where it is to be a drawing."""

    def __call__(self, form: "SignatureForm", field: DrawingField) -> None:
        if form.is_typed:
            field.data, field.errors = "", []
        elif field.drawing and not field.drawing.is_signature:
            raise ValidationError(_WORDS[Problem.BLANK])


class SignatureForm(StepForm):
    """What the step asks for."""

    measured_apart = frozenset({"strokes"})

    name = StringField(
        _l("Type your name"),
        [Keep(rules.signed_name, required=True)],
        render_kw={"autocomplete": "name", "dir": "auto"},
    )
    typed = BooleanField(_l("Enable Type Signature"))
    strokes = DrawingField(_l("Draw your signature"), [_Drawn()])

    def answers(self) -> dict[str, str]:
        """What is kept says how it was signed, whatever the toggle was."""
        return super().answers() | {"typed": "y" if self.is_typed else ""}

    @property
    def is_typed(self) -> bool:
        """Whether the name is the signature: chosen, or because the browser has nothing to draw on.

        Where it can be drawn, the page's script says so by sending a drawing, if an empty one.
        """
        return bool(self.typed.data) or not any(self.strokes.raw_data or ())


STEP = Step(
    "signature",
    SignatureForm,
    reacts={"typed": "steps/signature-pad"},
    changeable=False,
    accepts=CONSENT,
    script="signature.js",
)
