"""The form that hands in a file."""

from wtforms import BooleanField, FileField

from css.web.forms import REQUIRED, PortalForm
from css.web.text import _l


class _Chosen:
    """Marks the field as one that can't be left empty; the view sees whether a file came."""

    field_flags = REQUIRED

    def __call__(self, *_told: object) -> None:
        """Nothing more is asked of it here."""


class UploadForm(PortalForm):
    """A file, and whether it is only to be looked at."""

    file = FileField(_l("CSV file"), [_Chosen()], render_kw={"accept": ".csv,.txt,text/csv"})
    dry_run = BooleanField(_l("Dry run: only say what would change"))
