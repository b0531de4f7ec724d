"""Text in the page's language, with types: gettext for now, `_l` for what is named before a request is there."""

import flask_babel


def _(text: str, **values: object) -> str:
    """The text in the language of this request."""
    return str(flask_babel.gettext(text, **values))


def _l(text: str) -> str:
    """The text, looked up whenever it is shown. It quacks like a str; pass it on, don't store it."""
    lazy: str = flask_babel.lazy_gettext(text)
    return lazy
