"""A jurisdiction's look as a style sheet: custom properties and nothing else."""

from css.jurisdictions.model import Jurisdiction, Palette


def stylesheet(jurisdiction: Jurisdiction, static: str = "/static") -> str:
    """The text of /theme.css. ``static`` is where static files are served from, without a last slash."""
    art = f"{static}/art/{jurisdiction.art}"
    light, dark = jurisdiction.colours.light, jurisdiction.colours.dark
    shared = [
        f"--r: {jurisdiction.corner};",
        f'--ridge: url("{art}/ridge.svg");',
        f'--mark: url("{art}/seal.svg");',
    ]
    day = [*_colours(light), f'--scene: url("{art}/scene-day.svg");', *shared]
    night = [*_colours(dark), f'--scene: url("{art}/scene-night.svg");']
    # "screen and": paper is always printed light.
    return f"{_root(day)}\n@media screen and (prefers-color-scheme: dark) {{\n{_root(night)}}}\n"


def _colours(palette: Palette) -> list[str]:
    return [f"--{name}: {value};" for name, value in palette]


def _root(lines: list[str]) -> str:
    return ":root {\n" + "".join(f"  {line}\n" for line in lines) + "}\n"
