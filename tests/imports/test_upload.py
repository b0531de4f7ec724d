"""Handing a file in: who may, how large it may be, and what stays of it when something is wrong."""

import io
import os
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from css.core.clock import FixedClock
from css.core.db import Database
from css.imports import uploading
from tests import builders
from tests.html import StrictClient
from tests.imports.conftest import IMPORTS, Upload
from tests.matching.importing.files import MARISOL, imports, write
from tests.matching.importing.handed import Desk
from tests.staff.conftest import DANA, HAL, RUBEN, OpenPortal, SignIn, enter
from tests.web.visits import heading, value

KB, MB = 1024, 1024**2
BOUNDARY = "b0undary"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


class Unreadable(io.RawIOBase):
    """A body nobody may read."""

    def readable(self) -> bool:
        return True

    def readinto(self, _buffer: Any) -> int:
        raise AssertionError("the body was read")


class Endless(io.RawIOBase):
    """The body of a form with one file of so many bytes, made as it is read."""

    def __init__(self, size: int, name: str = "holders.csv") -> None:
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        self._parts = [head.encode(), b"\r\n" + f"--{BOUNDARY}--\r\n".encode()]
        self._left = size
        self.size = size + sum(map(len, self._parts))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if len(self._parts) == 2:
            taken = self._parts.pop(0)
        elif self._left:
            taken = b"x" * min(self._left, len(buffer))
            self._left -= len(taken)
        else:
            taken = self._parts.pop() if self._parts else b""
        buffer[: len(taken)] = taken
        return len(taken)


def post(
    client: StrictClient, body: Any, length: int | None, content_type: str = MULTIPART, path: str = IMPORTS
) -> TestResponse:
    """The body goes to the portal as it is read; without a length it comes in chunks."""
    environ = {"wsgi.input": body, "wsgi.input_terminated": length is None, "CONTENT_TYPE": content_type}
    return client.post(path, environ_overrides=environ | ({} if length is None else {"CONTENT_LENGTH": str(length)}))


def kept(desk: Desk) -> list[str]:
    return desk.folder.names()


def test_an_administrator_hands_in_a_file_which_then_waits(
    ruben: StrictClient, upload: Upload, desk: Desk, tmp_path: Path
) -> None:
    page = ruben.get(IMPORTS)
    assert (
        "CSV file" in page.text and "Dry run: only say what would change" in page.text and "At most 200 MB" in page.text
    )
    answer = upload(path := write(tmp_path, [MARISOL]))
    (waiting,) = imports(desk.database)
    assert (answer.status_code, answer.location) == (303, f"{IMPORTS}/{waiting.public_id}")
    assert (waiting.state, waiting.dry_run, waiting.bytes_total) == ("waiting", False, path.stat().st_size)
    assert kept(desk) == [waiting.stored] and desk.folder.path(waiting.stored).read_bytes() == path.read_bytes()


def test_the_files_own_name_is_only_shown(upload: Upload, desk: Desk, ruben: StrictClient) -> None:
    for name, shown in (
        ("../../etc/passwd", "passwd"),
        ("C:/old/h.csv", "h.csv"),
        ("<b>.csv", "<b>.csv"),
        ("old/", "–"),
    ):
        assert heading(ruben.get(upload(b"x", name).location)) == shown
    assert all(name.isalpha() and len(name) == 20 for name in kept(desk)) and len(kept(desk)) == 4


@pytest.mark.parametrize(("email", "status"), [(DANA, 403), (HAL, 403), (None, 303)])
def test_of_whoever_may_not_nothing_is_read(
    app: Flask, sign_in: SignIn, email: str | None, status: int, desk: Desk
) -> None:
    client = sign_in(email) if email else builders.client(app)
    app.config["WTF_CSRF_ENABLED"] = True
    assert post(client, Unreadable(), 100 * MB).status_code == status
    assert not desk.folder.names() and imports(desk.database) == []


def test_without_its_token_nothing_of_a_file_stays(app: Flask, ruben: StrictClient, upload: Upload, desk: Desk) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    for token in ({}, {"csrf_token": "made-up"}):
        answer = upload(b"x" * 300 * KB, **token)
        assert answer.status_code == 400 and "Please choose the file again." in answer.text
    assert kept(desk) == [] and imports(desk.database) == []
    token = {"csrf_token": value(ruben.get(IMPORTS), "csrf_token")}
    assert upload(b"x" * 300 * KB, **token).status_code == 303 and len(kept(desk)) == 1


def test_a_file_that_is_too_large_is_said_beside_its_box(
    ruben: StrictClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "LARGEST", MB)
    body = Endless(3 * MB)
    answer = post(ruben, body, body.size)
    assert answer.status_code == 413 and "This file is too large: at most 200 MB." in answer.text
    assert not body.read(1), "it is taken to its end, else a browser shows a broken connection"
    assert kept(desk) == [] and imports(desk.database) == []


def test_one_that_does_not_say_how_large_it_is_is_stopped_at_the_limit(
    ruben: StrictClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "LARGEST", MB)
    answer = post(ruben, Endless(3 * MB), None)
    assert answer.status_code == 413 and kept(desk) == []


def test_one_that_breaks_off_leaves_nothing(ruben: StrictClient, desk: Desk) -> None:
    body = Endless(MB)
    half = io.BytesIO(io.BufferedReader(body).read(MB // 2))
    assert post(ruben, half, body.size).status_code in (400, 422)
    assert kept(desk) == [] and imports(desk.database) == []


def test_the_largest_file_is_taken_and_memory_stays_flat(ruben: StrictClient, desk: Desk) -> None:
    body = Endless(64 * MB)
    ruben.get(IMPORTS)
    tracemalloc.start()
    answer = post(ruben, body, body.size)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.status_code == 303 and peak < 4 * MB
    (waiting,) = imports(desk.database)
    assert waiting.bytes_total == 64 * MB == os.stat(desk.folder.path(waiting.stored)).st_size


@pytest.mark.parametrize(
    "path",
    [
        "/staff",
        "/staff/sign-out",
        f"{IMPORTS}/{'a' * 20}/cancel",
        f"{IMPORTS}/{'a' * 20}/import",
        "/sign-up",
        "/sign-in",
    ],
)
def test_every_other_form_still_refuses_300_kb(app: Flask, ruben: StrictClient, path: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    body = Endless(300 * KB)
    assert post(ruben, body, body.size, path=path).status_code == 413


def test_only_a_file_may_be_large(ruben: StrictClient, desk: Desk) -> None:
    typed = io.BytesIO(b"file=" + b"x" * 300 * KB)
    assert post(ruben, typed, 300 * KB + 5, "application/x-www-form-urlencoded").status_code == 413
    field = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="dry_run"\r\n\r\n'.encode()
    large = field + b"y" * MB + f"\r\n--{BOUNDARY}--\r\n".encode()
    assert post(ruben, io.BytesIO(large), len(large)).status_code == 413
    assert kept(desk) == []


def test_without_a_file_the_form_comes_back_and_keeps_what_was_ticked(ruben: StrictClient, desk: Desk) -> None:
    for data in ({"dry_run": "y"}, {"dry_run": "y", "file": (io.BytesIO(), "")}):
        answer = ruben.post(IMPORTS, data=data, content_type="multipart/form-data")
        assert answer.status_code == 422 and "Choose a file" in answer.text and " checked " in answer.text
    assert kept(desk) == []


def test_of_several_files_one_is_kept(ruben: StrictClient, desk: Desk) -> None:
    files = {
        "file": [(io.BytesIO(b"one"), "1.csv"), (io.BytesIO(b"two"), "2.csv")],
        "other": (io.BytesIO(b"3"), "3.csv"),
    }
    assert ruben.post(IMPORTS, data=files).status_code == 303
    (waiting,) = imports(desk.database)
    assert kept(desk) == [waiting.stored] and waiting.file_name == "1.csv"


def test_on_the_other_engine_it_waits_as_well(
    open_portal: OpenPortal, postgresql_database: Database, clock: FixedClock, tmp_path: Path
) -> None:
    client = builders.client(open_portal(postgresql_database, CSS_UPLOADS=str(tmp_path / "shared")))
    enter(client, RUBEN)
    answer = client.post(IMPORTS, data={"file": (io.BytesIO(b"x"), "holders.csv")})
    assert answer.status_code == 303 and client.get(answer.location).status_code == 200
    assert len(os.listdir(tmp_path / "shared")) == 1
