"""Portals for tests: one that all of them borrow, and others for those that need one of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from css.core.clock import FixedClock
from css.core.db import Database
from css.web.context import Portal
from tests import builders


class _Compiled(BytecodeCache):
    """Templates that were compiled once."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


@contextmanager
def opened(database: Database, clock: FixedClock, city: str = "encinitas", **changes: object) -> Iterator[Flask]:
    """A portal just started on this database, of a city (a name, or a file's path) that differs in these rules."""
    app = builders.portal(database, clock, CSS_JURISDICTION=city)
    app.jinja_env.bytecode_cache = _COMPILED
    parts: Portal = app.extensions["css"]
    app.extensions["css"] = replace(parts, jurisdiction=parts.jurisdiction.model_copy(update=changes))
    yield app
    parts.database.close()


@contextmanager
def borrowed(database: Database, clock: FixedClock, city: str = "encinitas") -> Iterator[Flask]:
    """The portal that is made once for each city, on this database for now."""
    app, parts = _shared(city)
    app.extensions["css"] = replace(parts, database=database, clock=clock)
    yield app


@cache
def _shared(city: str) -> tuple[Flask, Portal]:
    app = builders.portal(Database("sqlite://"), FixedClock(datetime.now(UTC)), CSS_JURISDICTION=city)
    return app, app.extensions["css"]
