"""The shipped cities, as they are and with one word changed."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel

from css.jurisdictions import Jurisdiction, load
from css.jurisdictions.load import SHIPPED

STEPS = ("acknowledgement", "personal-info", "address", "signature")


def written(name: str) -> str:
    """The file of a shipped city."""
    return (SHIPPED / f"{name}.toml").read_text(encoding="utf-8")


def with_signature(folder: Path) -> Path:
    """Encinitas with one word more: residents sign."""
    return _saved(folder / "signing.toml", _changed(written("encinitas"), '"address"]', '"address", "signature"]'))


def with_approval(folder: Path) -> Path:
    """Boulder with one word changed: staff approve each account."""
    text = _changed(written("boulder"), 'activation = "automatic"', 'activation = "staff"')
    return _saved(folder / "approving.toml", text)


def at_once(folder: Path) -> Path:
    """Encinitas with one word changed: the dashboard opens at once."""
    text = _changed(written("encinitas"), 'activation = "staff"', 'activation = "automatic"')
    return _saved(folder / "automatic.toml", text)


def opened(file: Path) -> Jurisdiction:
    """The city of that file."""
    return load(str(file), STEPS)


def _changed(text: str, before: str, after: str) -> str:
    assert text.count(before) == 1
    return text.replace(before, after)


def _saved(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


def strings(value: object, key: str = "") -> dict[str, str]:
    """Every text below a value, by its path."""
    if isinstance(value, str):
        return {key: value}
    found: dict[str, str] = {}
    for name, inner in _parts(value):
        found |= strings(inner, f"{key}.{name}")
    return found


def _parts(value: object) -> Iterable[tuple[object, object]]:
    if isinstance(value, Mapping):
        return value.items()
    if isinstance(value, BaseModel):
        return value
    return enumerate(value) if isinstance(value, tuple) else ()
