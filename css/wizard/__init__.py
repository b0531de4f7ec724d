"""Room: the registration's pages."""

from flask import Flask

from css.web.steps import STEPS
from css.wizard.routes import bp

STEP_NAMES = frozenset(STEPS)


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
