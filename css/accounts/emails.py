"""Email addresses: syntax, the key they are compared by, and the typos people make in well-known domains."""

import difflib
import unicodedata

import idna
from email_validator import EmailNotValidError, validate_email

WELL_KNOWN_DOMAINS = (
    "gmail.com", "googlemail.com", "yahoo.com", "ymail.com", "rocketmail.com", "outlook.com", "hotmail.com",
    "live.com", "msn.com", "icloud.com", "me.com", "mac.com", "aol.com", "comcast.net", "verizon.net",
    "att.net", "sbcglobal.net", "bellsouth.net", "cox.net", "charter.net", "proton.me", "protonmail.com",
    "mail.com", "email.com", "gmx.com", "gmx.net", "zoho.com", "yahoo.es", "hotmail.es", "hotmail.fr",
    "yahoo.ca", "yahoo.co.uk", "hotmail.co.uk", "qq.com", "web.de", "hey.com", "fastmail.com",
)  # fmt: skip
# What 'gmial' and 'gmal' reach against 'gmail', and 'yale.edu' against 'yahoo.com' does not.
ALIKE = 0.8
# Of shorter names too many neighbours exist: we.com is no typo of me.com.
SHORTEST_NAME = 4
_GUESSED = tuple(domain for domain in WELL_KNOWN_DOMAINS if len(domain.partition(".")[0]) >= SHORTEST_NAME)
_NAMES = frozenset(domain.partition(".")[0] for domain in WELL_KNOWN_DOMAINS)
_COM_MISTYPED = frozenset({"co", "cm", "om"})


class InvalidEmail(ValueError):
    """Not the syntax of an email address."""


def email_key(email: str) -> str:
    """The form in which two emails are the same: trimmed, NFKC, casefolded."""
    return unicodedata.normalize("NFKC", email.strip()).casefold()


def same_mailbox(one: str, other: str) -> bool:
    """Whether two addresses are one mailbox, whatever their keys: "straßebau.com" is another domain than
    "strassebau.com" (IDNA 2008), which anybody may have registered.
    """
    return _mailbox(one) == _mailbox(other)


def _mailbox(email: str) -> tuple[str, str]:
    local, _, domain = unicodedata.normalize("NFC", email.strip()).rpartition("@")
    try:
        registered = idna.encode(domain.lower()).decode()
    except idna.IDNAError:
        registered = domain.lower()
    return "".join(char.lower() if char.isascii() else char for char in local), registered


def checked_email(text: str) -> str:
    """The address trimmed and normalised; raises InvalidEmail. Syntax only, no DNS look-up."""
    try:
        checked = validate_email(text.strip(), check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        raise InvalidEmail from error
    if "." not in checked.domain or len(email_key(checked.normalized)) > 254:
        raise InvalidEmail
    return checked.normalized


def likely_correction(email: str) -> str | None:
    """The address that was probably meant (gmail.com for gmial.com), or None. A suggestion, never a rule."""
    local, _, typed = email.strip().rpartition("@")
    domain = typed.casefold()
    if not local or domain in WELL_KNOWN_DOMAINS or _is_of_a_country(domain):
        return None
    near = difflib.get_close_matches(domain, _GUESSED, n=1, cutoff=ALIKE)
    return f"{local}@{near[0]}" if near else None


def _is_of_a_country(domain: str) -> bool:
    """Whether this is a well-known name in some country: yahoo.com.mx, hotmail.de."""
    name, _, rest = domain.partition(".")
    country = rest.rpartition(".")[2]
    return name in _NAMES and len(country) == 2 and rest not in _COM_MISTYPED
