import pytest

from css.core.db import Database
from css.models import metadata


@pytest.fixture
def database(bare_database: Database) -> Database:
    metadata.create_all(bare_database.engine)
    return bare_database


@pytest.fixture
def sqlite_database(sqlite_bare: Database) -> Database:
    metadata.create_all(sqlite_bare.engine)
    return sqlite_bare
