"""What a jurisdiction's file holds beside its words: colours, links, whom to ask, since when."""

from datetime import date
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from css.jurisdictions import colours
from css.jurisdictions.checks import Address, ByLanguage, Colour, Email, Frozen, MailText, Slug, Text, refusal


class Palette(Frozen):
    """A city's five colours in one theme, each ``#rrggbb``."""

    paper: Colour
    wash: Colour
    action: Colour
    deep: Colour
    sun: Colour


class Colours(Frozen):
    """Both themes; refused where a pair cannot be told apart well enough."""

    light: Palette
    dark: Palette

    @field_validator("light", "dark")
    @classmethod
    def _readable(cls, palette: Palette, info: ValidationInfo) -> Palette:
        for colour, why in colours.too_close(str(info.field_name), palette.model_dump()):
            raise refusal(colour, why)
        return palette


class HelpDesk(Frozen):
    """Where a resident gets help. ``name`` is its proper name, ``label`` what each language calls it."""

    name: Text
    label: ByLanguage
    email: Email
    phone: MailText
    hours: ByLanguage


class NavigationItem(Frozen):
    """A link of the header; ``key`` tells the current one."""

    key: Slug
    url: Address
    label: ByLanguage


class Link(Frozen):
    """A task on the home page, with one line under it."""

    url: Address
    label: ByLanguage
    note: ByLanguage


class HomeList(Frozen):
    """A column of tasks on the home page."""

    heading: ByLanguage
    note: ByLanguage
    links: Annotated[tuple[Link, ...], Field(min_length=1)]


class ReRegistration(Frozen):
    """Whoever had an account before the day ``since`` must create a new one."""

    since: Annotated[date, Field(strict=True)]
