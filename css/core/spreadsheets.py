"""CSV that a spreadsheet opens without running anything."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator

MARK = "\ufeff"
"""By which Excel sees that it is UTF-8."""
ROWS_AT_ONCE = 500
# What a spreadsheet may take for the beginning of a formula (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def written(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """The rows as CSV, some at a time, every cell of them safe."""
    file = io.StringIO(newline="")
    file.write(MARK)
    writer = csv.writer(file)
    for number, row in enumerate(rows, start=1):
        writer.writerow(map(safe_cell, row))
        if number % ROWS_AT_ONCE == 0:
            yield file.getvalue()
            file.seek(0), file.truncate()
    yield file.getvalue()


def safe_cell(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet could take it for a formula, with wide or unseen
    characters before it or in it as well.
    """
    seen = "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    return f"'{text}" if text.startswith(_FORMULA) or seen.startswith(_FORMULA) else text
