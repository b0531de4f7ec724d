"""Room: where staff sign in, see who waits, and decide."""

from flask import Flask

from css.staff.routes import bp


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
