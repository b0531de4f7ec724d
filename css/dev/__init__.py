"""Room, in development only: the inbox and the style page. It does not exist in production."""

from flask import Flask

from css.dev.routes import bp


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
