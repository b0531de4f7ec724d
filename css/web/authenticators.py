"""Authenticators as several rooms need them: the desk's object, put together for this request."""

from css.accounts.owners import Owner
from css.accounts.second_factor.apps import Apps
from css.web.context import db_session, now, portal


def apps_of(owner: Owner) -> Apps:
    """The owner's apps and recovery codes, in this request's transaction."""
    return Apps(db_session(), owner, sealer=portal().sealer, mailer=portal().mailer, now=now())
