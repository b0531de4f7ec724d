"""For whoever watches the portal: is the process up, and can it serve? Neither answer starts a session."""

from flask import Blueprint, Response
from sqlalchemy.exc import SQLAlchemyError

from css.core import migrations
from css.web import access, context

bp = Blueprint("health", __name__)


@bp.get("/healthz", endpoint="process")
@access.anyone
def process_is_up() -> Response:
    return _say("ok")


@bp.get("/readyz", endpoint="service")
@access.anyone
def service_is_ready() -> Response:
    """The database can be reached and has the shape the code expects; else 503 and why, in one line."""
    try:
        current = migrations.is_current(context.portal().database)
    except SQLAlchemyError:
        return _say("the database can't be reached", 503)
    return _say("ok") if current else _say("the database lacks migrations: run flask db upgrade", 503)


def _say(line: str, status: int = 200) -> Response:
    return Response(f"{line}\n", status, mimetype="text/plain")
