"""CSV that a spreadsheet opens without running anything."""

# What a spreadsheet may take for the beginning of a formula (OWASP, CSV Injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(text: str) -> str:
    """The text with an apostrophe before it if a spreadsheet could take it for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
