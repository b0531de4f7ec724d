"""Room: email first, then the password; signing out."""

from flask import Flask

from css.sign_in import recovery  # noqa: F401  # its views join the blueprint
from css.sign_in.routes import bp


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
