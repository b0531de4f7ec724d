"""Room: administrators invite holders of the old system to register again, and see how many have."""

from flask import Flask

from css.campaigns import routes


def init_app(app: Flask) -> None:
    app.register_blueprint(routes.bp)
