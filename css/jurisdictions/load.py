"""From a TOML file to a checked jurisdiction, or to one line that says what is wrong."""

import re
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from css.jurisdictions.checks import Known
from css.jurisdictions.model import Jurisdiction

SHIPPED = Path(__file__).parent
_WORDS = {"missing": "missing", "extra_forbidden": "unknown key"}


class JurisdictionError(Exception):
    """A jurisdiction cannot be used; its str is one line naming the file and the key."""

    def __init__(self, file: str, what: str) -> None:
        super().__init__(f"{file}: {' '.join(what.split())}")


def shipped() -> tuple[str, ...]:
    """The names of the profiles that come with the portal."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def load(name_or_path: str, known_steps: Collection[str]) -> Jurisdiction:
    """Read a shipped profile by name, or any file by its path, and check all of it.

    ``known_steps`` are the steps the wizard has. Raises JurisdictionError for the first fault found.
    """
    path = _path(name_or_path)
    data = _read(path)
    try:
        return Jurisdiction.model_validate(data, context=Known(known_steps, _languages(data)))
    except ValidationError as error:
        raise JurisdictionError(path.name, _line(error.errors()[0])) from None


def _path(name_or_path: str) -> Path:
    if re.fullmatch(r"[a-z0-9-]+", name_or_path):
        if name_or_path not in shipped():
            raise JurisdictionError(name_or_path, f"no such profile; shipped: {', '.join(shipped())}")
        return SHIPPED / f"{name_or_path}.toml"
    return Path(name_or_path)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise JurisdictionError(str(path), error.strerror or str(error)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise JurisdictionError(path.name, str(error)) from error


def _languages(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The declared languages; none where that key is itself wrong, which its own check reports."""
    declared = data.get("languages")
    return tuple(one for one in declared if isinstance(one, str)) if isinstance(declared, list) else ()


def _line(error: ErrorDetails) -> str:
    key = _key((*error["loc"], error.get("ctx", {}).get("key", "")))
    return f"{key}: {_WORDS.get(error['type'], error['msg'])}"


def _key(path: tuple[int | str, ...]) -> str:
    """``("navigation", 3, "label", "es")`` as ``navigation[3].label.es``."""
    key = ""
    for part in path:
        if isinstance(part, int):
            key += f"[{part}]"
        elif part.startswith("["):  # an index of our own; or pydantic's mark for "the key itself is wrong"
            key += "" if part == "[key]" else part
        elif part:
            key += f".{part}" if key else part
    return key
