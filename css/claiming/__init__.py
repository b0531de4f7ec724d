"""Room: residents pick which old account is theirs, or say that they had one."""

from flask import Flask

from css.claiming import routes


def init_app(app: Flask) -> None:
    app.register_blueprint(routes.bp)
