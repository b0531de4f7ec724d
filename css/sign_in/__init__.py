"""Room: email first, then the password; signing out."""

from flask import Flask

from css.sign_in import app as with_app  # noqa: F401  # its views join the blueprint, and so do the next ones
from css.sign_in import passkey, recovery, second_step  # noqa: F401
from css.sign_in.routes import bp


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
    app.register_blueprint(second_step.bp)
