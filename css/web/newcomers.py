"""A new account has proven its email: its draft begins, with what an old account of that email fills in."""

from flask import url_for

from css.matching.claiming import claims
from css.models import Account, ClaimedBy
from css.registrations import drafts
from css.web.context import db_session, language, now, portal


def begin(account: Account, how: ClaimedBy, *, mobile_phone: str = "") -> str:
    """Returns the address to go on to: "" is the wizard, which comes later where several old accounts are to be
    chosen from.
    """
    registration = drafts.begin(
        db_session(), account, portal().jurisdiction, language=language(), mobile_phone=mobile_phone, now=now()
    )
    is_to_pick = claims.begin(db_session(), account, registration, how, now())
    return url_for("claiming.pick") if is_to_pick else ""
