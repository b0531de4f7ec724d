"""Links by which the old address takes a change of email back: signed, salted by purpose, naming a single-use row."""

from itsdangerous import BadData, URLSafeSerializer

from css.core.signing import signer
from css.web.context import portal

PATH = "/email/undo"


def link(public_id: str) -> str:
    """What the mail to the old address holds."""
    return f"{portal().settings.base_url}{PATH}/{_signer().dumps(public_id)}"


def public_id(token: str) -> str:
    """Of the change that a link names; "" for a link that is not ours."""
    try:
        return str(_signer().loads(token))
    except BadData:
        return ""


def _signer() -> URLSafeSerializer:
    return signer(portal().settings.secret_keys, "undo-email")
