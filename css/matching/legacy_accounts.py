"""What is true of the old system's holders now."""

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from css.models import LegacyImport, LegacyImportState, LegacyVersion


def is_true() -> ColumnElement[bool]:
    """By this a query of LegacyVersion finds one of each holder: that of the newest import that is done."""
    newer = aliased(LegacyVersion)
    newer_ones = exists().where(
        col(newer.legacy_account_id) == col(LegacyVersion.legacy_account_id),
        col(newer.import_id) > col(LegacyVersion.import_id),
        col(newer.import_id).in_(_done()),
    )
    return and_(col(LegacyVersion.import_id).in_(_done()), ~newer_ones)


def _done() -> Select[int | None]:
    return select(col(LegacyImport.id)).where(col(LegacyImport.state) == LegacyImportState.DONE)
