"""Links of invitations: signed, salted by purpose, naming a row. No address stands in them."""

from itsdangerous import BadData, URLSafeSerializer

from css.core.signing import signer
from css.matching.inviting.invitations import Inviter
from css.web.context import portal

PATH = "/sign-up/again"
STOP_PATH = "/no-invitations"


def inviter() -> Inviter:
    """Of this deployment."""
    return Inviter(portal().mailer, link, stop_link)


def link(public_id: str) -> str:
    """Where somebody who is invited signs up."""
    return f"{portal().settings.base_url}{PATH}/{_signer('invitation').dumps(public_id)}"


def stop_link(public_id: str) -> str:
    """Where they say that they want no more of it."""
    return f"{portal().settings.base_url}{STOP_PATH}/{_signer('no-invitations').dumps(public_id)}"


def invited(token: str) -> str:
    """The invitation's public id that a link names; "" for a link that is not ours."""
    return _read("invitation", token)


def stopped(token: str) -> str:
    """As `invited`, of a link that stops them."""
    return _read("no-invitations", token)


def _read(salt: str, token: str) -> str:
    try:
        return str(_signer(salt).loads(token))
    except BadData:
        return ""


def _signer(salt: str) -> URLSafeSerializer:
    return signer(portal().settings.secret_keys, salt)
