"""Room: the resident's own page, where the review stands, the details they keep up to date, and their sessions."""

from flask import Flask

from css.dashboard import (
    apps,
    authenticators,
    confirm,
    email,
    email_undo,
    idle,
    old_accounts,
    passkeys,
    routes,
    security,
)


def init_app(app: Flask) -> None:
    for part in (routes, security, authenticators, apps, confirm, email, email_undo, passkeys, idle, old_accounts):
        app.register_blueprint(part.bp)
