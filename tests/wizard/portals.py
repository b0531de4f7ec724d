"""Portals for one test each, quick to make: all of them share the templates that were compiled once."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from css.core.clock import FixedClock
from css.core.db import Database
from tests import builders


class _Compiled(BytecodeCache):
    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


@contextmanager
def opened(database: Database, clock: FixedClock, **changes: object) -> Iterator[Flask]:
    """The portal on this database, of a city that differs from Encinitas in these rules; its connections are closed."""
    app = builders.portal(database, clock)
    app.jinja_env.bytecode_cache = _COMPILED
    parts = app.extensions["css"]
    object.__setattr__(parts, "jurisdiction", parts.jurisdiction.model_copy(update=changes))
    yield app
    parts.database.close()
