"""Step: Acknowledgement. Nothing to fill in; "Continue" accepts the text."""

from css.jurisdictions import ACKNOWLEDGEMENT
from css.web.steps.step import Step, StepForm
from css.web.text import _l

STEP = Step("acknowledgement", StepForm, changeable=False, accepts=ACKNOWLEDGEMENT, button=_l("Continue"))
