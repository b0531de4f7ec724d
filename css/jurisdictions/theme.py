"""A jurisdiction's look as a style sheet: custom properties and nothing else."""

from collections.abc import Callable

from css.jurisdictions.model import Jurisdiction
from css.jurisdictions.parts import Palette


def stylesheet(jurisdiction: Jurisdiction, address: Callable[[str], str] = "/static/{}".format) -> str:
    """The text of /theme.css. ``address`` tells where a static file is served from."""
    scene_day, scene_night, ridge, seal = (
        address(f"art/{jurisdiction.art}/{name}.svg") for name in ("scene-day", "scene-night", "ridge", "seal")
    )
    light, dark = jurisdiction.colours.light, jurisdiction.colours.dark
    shared = [
        f"--r: {jurisdiction.corner};",
        f'--ridge: url("{ridge}");',
        f'--mark: url("{seal}");',
    ]
    day = [*_colours(light), f'--scene: url("{scene_day}");', *shared]
    night = [*_colours(dark), f'--scene: url("{scene_night}");']
    # "screen and": paper is always printed light.
    return f"{_root(day)}\n@media screen and (prefers-color-scheme: dark) {{\n{_root(night)}}}\n"


def _colours(palette: Palette) -> list[str]:
    return [f"--{name}: {value};" for name, value in palette]


def _root(lines: list[str]) -> str:
    return ":root {\n" + "".join(f"  {line}\n" for line in lines) + "}\n"
