"""An administrator hands in the old system's file: first to see what would change, then for real."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from e2e import journeys
from e2e.cities import City
from e2e.pages.imports import Imports
from e2e.portal import STAFF_PASSWORD, Portal
from e2e.social import CITIES, WITH_AND_WITHOUT_SCRIPT
from e2e.visitor import DESKTOP, PHONE, Device, Visit, Visitor
from tests.matching.importing.files import holder, write

MANY = 2_500


@pytest.fixture
def administrator(portal: Portal, tmp_path: Path) -> tuple[str, str]:
    """Somebody who was added for this journey."""
    if portal.add_staff is None:
        pytest.skip("nobody can be added to the staff of this portal from here")
    email = f"{tmp_path.name}@example.org"
    portal.add_staff(email, "Ada Administrator", STAFF_PASSWORD, "administrator")
    return email, STAFF_PASSWORD


def to_imports(visitor: Visitor, who: tuple[str, str]) -> Imports:
    journeys.to_approvals(visitor, who)
    return Imports(visitor).open()


@CITIES
@WITH_AND_WITHOUT_SCRIPT
def test_a_file_is_looked_at_and_then_imported(
    visit: Visit, administrator: tuple[str, str], tmp_path: Path, city: City, kind: Device
) -> None:
    visitor = visit(kind)
    imports = to_imports(visitor, administrator)
    visitor.look()
    rows = [holder(f"{tmp_path.name}-{n}") for n in range(MANY)]
    path = write(tmp_path, [*rows, holder("", email="nobody@example.com")], f"{tmp_path.name}.csv")

    looked_at = imports.upload(path, dry_run=True).ends("Checked, nothing changed")
    looked_at.counts(would_be_added=MANY, would_be_changed=0, as_before=0, would_be_refused=1)
    expect(looked_at.refused_row(MANY + 2)).to_contain_text("must not be empty")
    visitor.look()
    name, listed = looked_at.download()
    assert name == f"{tmp_path.name}.refused.csv"
    assert listed.splitlines() == ["\ufeffline,column,reason", f"{MANY + 2},legacy_id,must not be empty"]

    real = looked_at.for_real().ends("Imported")
    real.counts(added=MANY, changed=0, as_before=0, refused=1)
    visitor.look()
    expect(Imports(visitor).open().row(path.name)).to_have_count(2)
    again = Imports(visitor).upload(path).ends("Imported")
    again.counts(added=0, changed=0, as_before=MANY, refused=1)
    if kind.script:
        visitor.fragments_are_fragments()


def test_the_end_is_announced_once_and_the_focus_stays(
    visit: Visit, administrator: tuple[str, str], tmp_path: Path
) -> None:
    visitor = visit(PHONE)
    path = write(tmp_path, [holder(f"{tmp_path.name}-{n}") for n in range(MANY)])
    page = to_imports(visitor, administrator).upload(path, dry_run=True)
    documents = list(visitor.documents)
    page.link("All imports").focus()
    page.ends("Checked, nothing changed")
    expect(page.announced).to_contain_text(f"Would be added: {MANY:,}")
    expect(page.link("All imports")).to_be_focused()
    assert visitor.documents == documents
    visitor.look()


def test_a_file_that_will_not_do_says_why(visit: Visit, administrator: tuple[str, str], tmp_path: Path) -> None:
    visitor = visit()
    imports = to_imports(visitor, administrator)
    imports.press(imports.button("Upload"))
    imports.complains(imports.file, "Choose a file")
    visitor.look()
    workbook = tmp_path / "holders.xlsx"
    workbook.write_bytes(b"PK\x03\x04")
    imports.upload(workbook).ends("Refused, nothing imported").says("this is a workbook, not a CSV")
    visitor.look()


def test_a_file_that_is_too_large_is_said_in_place(
    visit: Visit, administrator: tuple[str, str], tmp_path: Path
) -> None:
    visitor = visit(DESKTOP)
    imports = to_imports(visitor, administrator)
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(201 * 1024**2)
    imports.file.set_input_files(large)
    imports.press(imports.button("Upload"))
    imports.complains(imports.file, "This file is too large: at most 200 MB.")
