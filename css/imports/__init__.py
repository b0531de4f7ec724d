"""Room: administrators hand in files of the old system, and see what comes of them."""

from flask import Flask

from css.imports import routes


def init_app(app: Flask) -> None:
    app.register_blueprint(routes.bp)
    app.extensions["csrf"].exempt(routes.hand_in)  # css/imports/uploading.py looks at its token after who sent it
