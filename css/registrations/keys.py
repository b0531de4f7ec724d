"""The normalised forms by which two registrations are alike, and the words by which staff find one."""

import re
import unicodedata

from sqlalchemy import delete, insert
from sqlmodel import Session, col

from css.models import Answers, Registration, RegistrationKey
from css.registrations.rules import phone_key

PHONE = "phone"
NAME_AND_ADDRESS = "name-address"
WORD = "word"
SHORTEST_WORD = 2

# USPS Publication 28, appendix C: the street words people spell both ways.
_STREET_WORDS = {
    "street": "st", "avenue": "ave", "boulevard": "blvd", "drive": "dr", "road": "rd", "lane": "ln", "court": "ct",
    "place": "pl", "circle": "cir", "highway": "hwy", "parkway": "pkwy", "terrace": "ter", "square": "sq",
    "north": "n", "south": "s", "east": "e", "west": "w",
}  # fmt: skip


def plain(text: str) -> str:
    """Casefolded, accents gone: "Peña" and "PENA" are the same."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def words(text: str) -> list[str]:
    """The words of a text in their plain form."""
    return re.findall(r"\w+", plain(text))


def name_key(*names: str) -> str:
    """A name whatever its order: "Marisol Peña" and "Pena, Marisol" are the same."""
    return " ".join(sorted(words(" ".join(names))))


def address_key(address: str, zip_code: str) -> str:
    """A street address and its five-digit ZIP: "505 South Vulcan Avenue" and "505 S. Vulcan Ave" are the same."""
    street = " ".join(_STREET_WORDS.get(word, word) for word in words(address))
    return f"{street} {zip_code[:5]}" if street else ""


def write(session: Session, registration: Registration, email: str, answers: Answers | None = None) -> None:
    """Replace the registration's keys by those of its answers, or of others that it had."""
    session.exec(delete(RegistrationKey).where(col(RegistrationKey.registration_id) == registration.id))
    found = sorted(_keys(answers or registration.answers, registration.reference, email))
    rows = [{"registration_id": registration.id, "kind": kind, "value": value[:300]} for kind, value in found]
    session.connection().execute(insert(RegistrationKey), rows)


def _keys(answers: Answers, reference: str, email: str) -> set[tuple[str, str]]:
    person, address = answers.get("personal-info", {}), answers.get("address", {})
    phones = {phone_key(person.get(name, "")) for name in ("contact_phone", "mobile_phone")} - {None}
    keys = {(PHONE, str(phone)) for phone in phones}
    name = name_key(person.get("first_name", ""), person.get("last_name", ""))
    street = address_key(address.get("address", ""), address.get("zip_code", ""))
    if name and street:
        keys.add((NAME_AND_ADDRESS, f"{name}|{street}"))
    return keys | {(WORD, word) for word in _search_words(answers, reference, email)}


def _search_words(answers: Answers, reference: str, email: str) -> set[str]:
    person, address = answers.get("personal-info", {}), answers.get("address", {})
    searched = [person.get(field, "") for field in ("first_name", "middle_name", "last_name", "company")]
    searched += [address.get(field, "") for field in ("address", "city", "zip_code")]
    phones = [re.sub(r"\D", "", person.get(field, "")) for field in ("contact_phone", "mobile_phone")]
    found = {word for text in (*searched, email, reference) for word in words(text)}
    whole = {plain(email), plain(reference), *phones}
    return {word for word in found | whole if len(word) >= SHORTEST_WORD or not word.isascii()}
