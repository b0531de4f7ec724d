"""Room: enter a code."""

from flask import Flask

from css.verification.routes import bp


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
