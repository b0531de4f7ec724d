"""Room: staff look up legacy accounts, and answer residents who could not find theirs."""

from flask import Flask

from css.help_desk import holders, questions, routes, undoing
from css.matching.claiming.questions import number_waiting
from css.web.context import db_session


def init_app(app: Flask) -> None:
    for part in (routes, holders, undoing, questions):
        app.register_blueprint(part.bp)
    app.jinja_env.globals["questions_waiting"] = lambda: number_waiting(db_session())
