"""What a provider says of itself (OpenID Connect Discovery 1.0, RFC 8414), read with suspicion."""

import re
from dataclasses import dataclass
from typing import Any

from joserfc.errors import JoseError
from joserfc.jwk import import_key

from css.social.protocol.failures import Refused

WELL_KNOWN = "/.well-known/openid-configuration"
# Never "none", and never HMAC: a token is signed with what only the provider has, not with a secret that we have too.
ASYMMETRIC = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
KEY_TYPES = frozenset({"RSA", "EC", "OKP"})
# Microsoft's issuers that stand for many tenants name none of them.
TENANT = "{tenantid}"
MANY_TENANTS = re.compile(r"/(common|organizations)(?=/)")
# A host by its name, and no more in the path and the query than Authlib reads back.
ADDRESS = re.compile(
    r"(https?)://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?(\?[A-Za-z0-9._~%=&-]*)?"
)
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Metadata:
    """The part of a provider's metadata that we use, checked."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str = ""
    jwks_uri: str = ""
    algorithms: tuple[str, ...] = ()
    auth_methods: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    names_itself: bool = False  # in every answer by the browser (RFC 9207)

    def is_of(self, issuer: object, tenant: object = None) -> bool:
        """Whether that is this issuer; where it stands for many tenants, that of the tenant."""
        if TENANT not in self.issuer:
            return issuer == self.issuer
        return isinstance(tenant, str) and bool(GUID.fullmatch(tenant)) and issuer == self._issuer_of(tenant)

    def could_be(self, issuer: str) -> bool:
        """As `is_of`, where the tenant is not known yet."""
        before, _, after = self.issuer.partition(TENANT)
        tenant = issuer[len(before) : len(issuer) - len(after)] if TENANT in self.issuer else None
        return self.is_of(issuer, tenant)

    def _issuer_of(self, tenant: str) -> str:
        return self.issuer.replace(TENANT, tenant)


def read(document: dict[str, Any], asked: str, *, many_tenants: bool, needs: tuple[str, ...]) -> Metadata:
    """The document of the issuer that was `asked`; raises Refused.

    `needs`: the endpoints without which it is of no use. `many_tenants`: it may stand for all of Microsoft's.
    """
    issuer = _text(document, "issuer")
    if issuer.rstrip("/") not in {asked, MANY_TENANTS.sub(f"/{TENANT}", asked) if many_tenants else asked}:
        raise Refused("its metadata is of another issuer")
    found = Metadata(
        issuer=issuer,
        authorization_endpoint=_endpoint(document, "authorization_endpoint", asked, needs),
        token_endpoint=_endpoint(document, "token_endpoint", asked, needs),
        userinfo_endpoint=_endpoint(document, "userinfo_endpoint", asked, needs),
        jwks_uri=_endpoint(document, "jwks_uri", asked, needs),
        algorithms=tuple(one for one in _list(document, "id_token_signing_alg_values_supported") if one in ASYMMETRIC),
        auth_methods=_list(document, "token_endpoint_auth_methods_supported"),
        scopes=_list(document, "scopes_supported"),
        names_itself=document.get("authorization_response_iss_parameter_supported") is True,
    )
    if "jwks_uri" in needs and not found.algorithms:
        raise Refused("it names no way of signing that we accept")
    return found


def keys(document: dict[str, Any]) -> dict[str, Any]:
    """A JSON Web Key Set with nothing in it but public keys that can be used; raises Refused where there are none."""
    found = document.get("keys")
    usable = [key for key in found if _is_usable(key)] if isinstance(found, list) else []
    if not usable:
        raise Refused("it has no keys")
    return {"keys": usable}


def _is_usable(key: object) -> bool:
    """One that can't be read is passed over, as RFC 7517 §5 has it: the others may be good."""
    if not isinstance(key, dict) or key.get("kty") not in tuple(KEY_TYPES) or key.get("use", "sig") != "sig":
        return False
    try:
        import_key(key).public_key  # noqa: B018  # read from the numbers only when asked for
    except (JoseError, ValueError, TypeError, LookupError, AttributeError):
        return False
    return True


def _text(document: dict[str, Any], name: str) -> str:
    found = document.get(name)
    return found if isinstance(found, str) else ""


def _list(document: dict[str, Any], name: str) -> tuple[str, ...]:
    found = document.get(name)
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()


def _endpoint(document: dict[str, Any], name: str, asked: str, needs: tuple[str, ...]) -> str:
    """https, unless the issuer itself is http (which production refuses); "" where there is none and none is needed."""
    found = _text(document, name)
    if not found and name not in needs:
        return ""
    written = ADDRESS.fullmatch(found)
    if written is None or (asked.startswith("https:") and written[1] != "https"):
        raise Refused(f"its {name} can't be used")
    return found
