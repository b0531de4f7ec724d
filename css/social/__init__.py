"""Room: OpenID Connect through Authlib, with Google, Apple, Microsoft and Facebook."""

from flask import Flask

from css.social import routes, unfinished  # noqa: F401  # whose views join the blueprint
from css.social.protocol import clients


def init_app(app: Flask) -> None:
    clients.init_app(app)
    app.register_blueprint(routes.bp)
    app.extensions["csrf"].exempt(routes.posted)  # another site's form: state and cookie are its proof
