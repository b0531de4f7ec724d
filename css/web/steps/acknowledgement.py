"""Step: Acknowledgement. Nothing to fill in; "Continue" accepts the text."""

from css.web.steps.step import Step, StepForm

STEP = Step("acknowledgement", StepForm, changeable=False)
