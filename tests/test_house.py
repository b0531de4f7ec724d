"""The rules of the house that no linter knows."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
LONGEST_FILE = 300
SHARED = {"swapped-page", "trouble", "message", "meant", "read"}  # several roots, or the inside of another element


def files(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_python_file_is_longer_than_300_lines() -> None:
    lengths = {named(path): len(path.read_text().splitlines()) for path in files("*.py")}
    assert [name for name, lines in lengths.items() if lines > LONGEST_FILE] == []


def test_one_file_alone_knows_the_headers_of_htmx() -> None:
    knowing = [named(path) for path in files("css/*.py", "app.py") if re.search(r"\bHX-", path.read_text())]
    assert knowing == ["css/web/hx.py"]


def test_the_lock_files_name_no_address() -> None:
    for path in files("requirements*.txt"):
        assert not re.search(r"https?://|--(extra-)?index-url|--find-links|file:", path.read_text()), named(path)


def test_nothing_is_inline_in_a_template() -> None:
    inline = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|hx-on|javascript:|[\"']js:")
    pages = [path for path in files("templates/*.html") if "email" not in path.parts]
    assert [named(path) for path in pages if inline.search(path.read_text())] == []


@pytest.mark.parametrize("path", files("templates/partials/*.html"), ids=named)
def test_a_partial_is_named_after_the_id_of_its_root(path: Path) -> None:
    markup = re.sub(r"{#.*?#}|{%-?\s*macro.*?endmacro\s*-?%}", "", path.read_text(), flags=re.DOTALL)
    root = re.search(r"<[a-z]+[^>]*\bid=\"([^\"]+)\"", markup)
    if path.stem in SHARED or path.parent.name == "steps" or "{{ checklist(" in markup:
        return
    assert root, "no element with an id"
    assert root.group(1) == path.stem


def texts() -> Iterator[str]:
    """Every text that passes through gettext."""
    kinds = {"css/**.py": "python", "app.py": "python", "templates/**.html": "jinja2", "templates/**.txt": "jinja2"}
    keywords = {"_": None, "_l": None, "ngettext": (1, 2)}
    found = extract_from_dir(
        ROOT, list(kinds.items()), keywords=keywords, directory_filter=lambda folder: ".venv" not in folder
    )
    for _file, _line, message, _comments, _context in found:
        yield message if isinstance(message, str) else message[0]


def test_every_text_is_there_in_spanish() -> None:
    with (ROOT / "css/translations/es/LC_MESSAGES/messages.po").open("rb") as file:
        spanish = read_po(file, locale="es")
    missing = sorted({text for text in texts() if not (spanish.get(text) and spanish.get(text).string)})
    assert missing == []


def test_a_spanish_text_keeps_the_places_for_values() -> None:
    with (ROOT / "css/translations/es/LC_MESSAGES/messages.po").open("rb") as file:
        spanish = read_po(file, locale="es")
    places = re.compile(r"%\(\w+\)[sd]")
    for message in spanish:
        if isinstance(message.id, str) and message.id:
            assert sorted(places.findall(message.id)) == sorted(places.findall(str(message.string))), message.id
