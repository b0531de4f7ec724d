"""Room: staff look up legacy accounts, and answer residents who could not find theirs."""

from flask import Flask

from css.help_desk import questions, routes


def init_app(app: Flask) -> None:
    for part in (routes, questions):
        app.register_blueprint(part.bp)
