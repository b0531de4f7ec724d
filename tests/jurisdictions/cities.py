"""The shipped cities, as they are and with one word changed."""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from pydantic import BaseModel

from css.jurisdictions import SIGNATURE, Jurisdiction, load
from css.jurisdictions.load import SHIPPED
from css.web import steps

STEPS = tuple(steps.STEPS)
UNSIGNED = tuple(step for step in STEPS if step != SIGNATURE)

Word = str | date | tuple[str, ...]


def written(name: str) -> str:
    """The file of a shipped city."""
    return (SHIPPED / f"{name}.toml").read_text(encoding="utf-8")


def reworded(name: str, **words: Word) -> str:
    """The file of a shipped city, with these words others than they are and nothing else changed."""
    text = written(name)
    for key, word in words.items():
        line = f"{key} = {word.isoformat() if isinstance(word, date) else json.dumps(word)}"
        (before,) = re.findall(rf"(?m)^{key} = .*$", text)
        assert tomllib.loads(line) != tomllib.loads(before), f"{name} has that word already"
        text = text.replace(f"\n{before}\n", f"\n{line}\n")
    return text


def without(table: str, text: str) -> str:
    """A file without a table and those below it."""
    cut = re.sub(rf"(?ms)^\[{re.escape(table)}[].].*?(?=^\[(?!{re.escape(table)}[].]))", "", text)
    assert cut != text
    return cut


def saved(folder: Path, text: str) -> Path:
    """A file of that text."""
    file = folder / "city.toml"
    file.write_text(text, encoding="utf-8")
    return file


def changed(folder: Path, name: str, **words: Word) -> Path:
    """A shipped city with these words changed: `activation="staff"`."""
    return saved(folder, reworded(name, **words))


def with_signature(folder: Path) -> Path:
    """Encinitas with one word more: residents sign."""
    return changed(folder, "encinitas", steps=STEPS)


def with_approval(folder: Path) -> Path:
    """Boulder with one word changed: staff approve each account."""
    return changed(folder, "boulder", activation="staff")


def at_once(folder: Path) -> Path:
    """Encinitas with one word changed: the dashboard opens at once."""
    return changed(folder, "encinitas", activation="automatic")


def opened(file: Path) -> Jurisdiction:
    """The city of that file."""
    return load(str(file), STEPS)


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
