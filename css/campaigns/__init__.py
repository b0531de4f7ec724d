"""Room: administrators invite holders of the old system to register again, and see how many have; holders say that
they want no more of it.
"""

from flask import Flask

from css.campaigns import left, routes, stopping


def init_app(app: Flask) -> None:
    app.register_blueprint(routes.bp)
    app.register_blueprint(left.bp)
    app.register_blueprint(stopping.bp)
    app.extensions["csrf"].exempt(stopping.one_click)  # a mail program's POST: the signed link is its proof (RFC 8058)
