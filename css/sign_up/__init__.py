"""Room: create an account."""

from flask import Flask

from css.sign_up.routes import bp


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
