"""Room: where staff sign in, see who waits, and decide."""

from flask import Flask

from css.staff import authenticators, routes, second_step


def init_app(app: Flask) -> None:
    for part in (routes, second_step, authenticators):
        app.register_blueprint(part.bp)
