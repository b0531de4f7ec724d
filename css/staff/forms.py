"""The two forms of staff: signing in, and deciding."""

from collections.abc import Mapping
from typing import Any

from wtforms import EmailField, HiddenField, PasswordField, TextAreaField

from css.registrations.reviews import DECISIONS
from css.registrations.rules import paragraphs
from css.web.forms import EmailAddress, GivenPassword, Keep, PortalForm, VersionedForm
from css.web.text import _, _l


class SignInForm(PortalForm):
    """Email and password at once."""

    email = EmailField(_l("Email"), [EmailAddress()], render_kw={"autocomplete": "username", "spellcheck": "false"})
    password = PasswordField(
        _l("Password"), [GivenPassword()], render_kw={"autocomplete": "current-password", "spellcheck": "false"}
    )


class DecisionForm(VersionedForm):
    """A decision on a review, and what the resident is told."""

    decision = HiddenField()
    message = TextAreaField(
        _l("Message to the resident"),
        [Keep(paragraphs)],
        description=_l("Needed to deny or to ask: the resident reads it in the email."),
    )

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        fine: bool = super().validate(extra_validators)
        verb = self.value("decision")
        if verb not in DECISIONS:
            self.form_errors.append(_("Choose what to do with this registration"))
            return False
        if fine and DECISIONS[verb].wants_message and not self.value("message"):
            self.message.errors = [_missing(verb)]
            return False
        return fine


def _missing(verb: str) -> str:
    if verb == "deny":
        return _("Tell the resident why the registration is denied")
    return _("Write what you want to know from the resident")
