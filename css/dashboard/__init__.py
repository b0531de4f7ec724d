"""Room: the resident's own page, where the review stands, and the details they keep up to date."""

from flask import Flask

from css.dashboard.routes import bp


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
