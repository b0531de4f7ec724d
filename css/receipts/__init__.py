"""Room: the receipt of what a resident signed, and the page where anybody checks one."""

from flask import Flask

from css.receipts.routes import bp


def init_app(app: Flask) -> None:
    app.register_blueprint(bp)
