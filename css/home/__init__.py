"""Room: what everybody may read without an account, the city's colours, and whether the portal is well."""

from flask import Flask

from css.home import health, routes, theme


def init_app(app: Flask) -> None:
    theme.init_app(app)
    app.register_blueprint(routes.bp)
    app.register_blueprint(health.bp)
