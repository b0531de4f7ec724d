"""The one piece of mark-up a jurisdiction's texts may hold: **bold**."""

import re

from markupsafe import Markup, escape

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_STRONG = Markup("<strong>{}</strong>")


def emphasis(text: str) -> Markup:
    """The text escaped for HTML, with each ``**word**`` as ``<strong>``; a lone ``**`` stays as typed."""
    # Splitting at a pattern with one group yields plain and bold pieces in turn.
    pieces = _BOLD.split(text)
    return Markup("").join(_STRONG.format(piece) if at % 2 else escape(piece) for at, piece in enumerate(pieces))


def plain(text: str) -> str:
    """The text where nothing can be bold: each ``**word**`` as ``word``; a lone ``**`` stays as typed."""
    return _BOLD.sub(r"\1", text)
