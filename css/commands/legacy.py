"""`flask legacy import`: the old system's account holders, from a CSV.

Ends with 0 when every row was taken, 3 when some were refused, 1 when nothing was imported, 2 when typed wrongly.
"""

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click
from flask.cli import with_appcontext

from css.commands.stopping import Stop
from css.core import migrations, spreadsheets
from css.core.times import clock_time
from css.imports import words
from css.matching.importing import files
from css.matching.importing.files import FileRefused, LegacyFile
from css.matching.importing.imports import Importing
from css.matching.importing.turns import Busy, Dropped
from css.web.context import portal

SOME_REFUSED = 3

group = click.Group("legacy", help="The account holders of the old system.")


@group.command("import")
@click.argument("path", metavar="FILE.csv", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Change nothing; say what would be added, changed and refused.")
@with_appcontext
def import_file(path: Path, dry_run: bool) -> None:
    """Bring in the old system's account holders. Again changes nothing twice; stopped half-way changes nothing."""
    if not path.is_file():
        raise click.UsageError(f"{path} must be a file on disk, for it is read more than once")
    if not migrations.is_current(portal().database):
        raise click.ClickException("nothing was imported: migrations are missing (flask db upgrade)")
    try:
        file = files.open_file(path)
    except FileRefused as refused:
        raise click.ClickException(f"nothing was imported: {path.name}: {words.of_file(refused)}") from None
    with closing(file):
        importing = _begin(file, path.name, dry_run)
        _run(importing, file)
    _report(importing, file, path)
    sys.exit(SOME_REFUSED if importing.counts.refused else 0)


def _begin(file: LegacyFile, name: str, dry_run: bool) -> Importing:
    try:
        return Importing.begin(portal().database, portal().clock, file, name=name, dry_run=dry_run)
    except Busy as busy:
        since = clock_time(busy.begun_at, portal().jurisdiction.zone, "en")
        raise click.ClickException(
            f"nothing was imported: {busy.file_name} is being imported since {since}; "
            "if that was killed, it is given up after a minute"
        ) from None


def _run(importing: Importing, file: LegacyFile) -> None:
    """To the end, or not at all: a signal is heeded between two batches."""
    stop = Stop()
    try:
        with importing:
            _read(importing, file, stop)
            importing.finish()
    except Dropped:
        why = "somebody cancelled it, or it stood still for a minute"
        raise click.ClickException(f"nothing was imported: {why}") from None


def _read(importing: Importing, file: LegacyFile, stop: Stop) -> None:
    with click.progressbar(length=file.size, label="Reading") as bar:
        for read in importing.batches():
            bar.update(read - bar.pos)
            if stop.wait(0):
                raise click.ClickException("nothing was imported: it was stopped")


def _report(importing: Importing, file: LegacyFile, path: Path) -> None:
    counts, would = importing.counts, "would be " if importing.dry_run else ""
    click.echo(f"{path.name}: {words.read_as(file.encoding, file.delimiter)}")
    click.echo(f"{counts.added:>9,} {would}added")
    click.echo(f"{counts.changed:>9,} {would}changed")
    click.echo(f"{counts.unchanged:>9,} as before")
    click.echo(f"{counts.refused:>9,} refused{_written(importing, path)}")
    for told in counts.all_told:
        click.echo(f"  {words.of_told(told)}")
    if importing.dry_run:
        click.echo("Nothing was changed: this was a dry run.")


def _written(importing: Importing, path: Path) -> str:
    """Write the refused rows beside the file, or take away those of an earlier try; says where."""
    beside = path.with_suffix(".refused.csv")
    try:
        if not importing.counts.refused:
            beside.unlink(missing_ok=True)
            return ""
        _write(importing, beside)
    except OSError as error:
        return f", which could not be listed in {beside}: {error.strerror}"
    return f", listed in {beside}"


def _write(importing: Importing, beside: Path) -> None:
    with beside.open("w", encoding="utf-8", newline="") as listed:
        listed.writelines(spreadsheets.written(_listed(importing)))


def _listed(importing: Importing) -> Iterator[tuple[str, ...]]:
    yield "line", "column", "reason"
    yield from map(words.cells, importing.refusals())
