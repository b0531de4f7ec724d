"""What all tables share."""

from sqlalchemy import CheckConstraint, String
from sqlmodel import SQLModel

# Constraints have names, so that a migration can speak of them on both engines.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

metadata = SQLModel.metadata


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """A CHECK instead of a native enum, which PostgreSQL keeps after its table is gone."""
    quoted = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({quoted})", name=column)


def by_bytes(length: int) -> String:
    """Text compared byte by byte on both engines, so that a search for how it begins can use the index."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")
