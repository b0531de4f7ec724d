"""Contrast arithmetic, and which pairs of colours are refused when a jurisdiction is loaded."""

import math
from collections.abc import Iterator, Mapping

# Colours every jurisdiction shares, by theme; the city's own must be readable with them.
SHARED: Mapping[str, Mapping[str, str]] = {
    "light": {
        "ink": "#14212a",
        "soft": "#44535b",
        "edge": "#6a7981",
        "bad": "#9a1b1b",
        "good": "#14603a",
        "pen": "#1c3a80",
        "white": "#ffffff",
    },
    "dark": {
        "ink": "#e9eff0",
        "soft": "#b3c0c4",
        "edge": "#80919a",
        "bad": "#ffb4a8",
        "good": "#8fd6ae",
        "pen": "#bcd0ff",
        "white": "#ffffff",
    },
}

# (the city's colour, what it meets, least ratio). Text that is read 7 (WCAG 1.4.6), text that is operated
# 4.5 (1.4.3), shapes 3 (1.4.11). Grounds come first, so a bad ground is blamed before what stands on it.
PAIRS = (
    ("paper", "ink", 7.0),
    ("paper", "soft", 7.0),
    ("paper", "bad", 4.5),
    ("paper", "good", 4.5),
    ("paper", "pen", 4.5),
    ("paper", "edge", 3.0),
    ("wash", "ink", 7.0),
    ("wash", "soft", 7.0),
    ("wash", "bad", 4.5),
    ("wash", "edge", 3.0),
    ("action", "paper", 4.5),
    ("action", "wash", 4.5),
    ("deep", "white", 7.0),
    ("sun", "deep", 3.0),
)


def _linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 (black) to 1 (white), as WCAG 2.2 defines it."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two ``#rrggbb`` colours, 1 to 21, in either order."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def too_close(theme: str, city: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each pair a theme ("light" or "dark") may not have: the city's colour to blame, and why."""
    known = {**SHARED[theme], **city}
    for colour, other, least in PAIRS:
        ratio = contrast(known[colour], known[other])
        if ratio < least:
            # Rounded down: 4.496 must not be reported as 4.50, which would have passed.
            shown = math.floor(ratio * 100) / 100
            yield colour, f"contrast {shown:.2f} with {other}, at least {least:g} needed"
