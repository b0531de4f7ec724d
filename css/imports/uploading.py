"""A file as it comes in: from the request straight into the folder of uploads, whatever its size in the same memory.

This is the one view whose body may be large. The order is what makes that safe: who asks is known from their cookie
before the first byte is read; then the limit is raised, for this request alone; then the form is read, and its CSRF
token looked at; a file that came with a wrong one, or not to its end, is deleted again.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from flask import current_app, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from css.matching.importing.folder import Folder
from css.matching.importing.uploads import Handed
from css.web.context import portal

LARGEST = 200 * 1024 * 1024
"""In bytes: some half a million holders with their records."""
READ_ON = 4 * LARGEST
"""Of a body that is too large: a browser listens to the answer only when it has sent all, or enough of it."""
_AROUND = 64 * 1024
"""What a form has beside its file."""
_CHUNK = 64 * 1024


class Incoming:
    """The files of one request, written into the folder as they come; all are deleted but the one that is kept."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._streams: dict[str, IO[bytes]] = {}
        self._kept = ""

    def stream(self, *_told: Any, **_more: Any) -> IO[bytes]:
        """Where Werkzeug writes the next file of the form to."""
        name, stream = self._folder.new()
        self._streams[name] = stream
        return stream

    def keep(self, file: FileStorage | None) -> Handed | None:
        """The file, safe on the disk before anybody is told that it is there; None where none was chosen."""
        name = next((name for name, stream in self._streams.items() if file and stream is file.stream), "")
        if not name or not file or not file.filename:
            return None
        file.stream.flush()
        os.fsync(file.stream.fileno())
        self._kept = name
        return Handed(file.filename.rpartition("/")[2], name, file.stream.seek(0, os.SEEK_END))

    def close(self, *, keep: bool) -> None:
        """Close all; delete what is not kept, or everything."""
        for name, stream in self._streams.items():
            stream.close()
            if not keep or name != self._kept:
                self._folder.delete(name)


@contextmanager
def incoming() -> Iterator[Incoming]:
    """The body of this request, read; nothing of it stays unless the block ends well.

    Raises RequestEntityTooLarge and CSRFError, which the view answers in place.
    """
    files, well = Incoming(Folder(portal().settings.uploads)), False
    try:
        _read(files)
        yield files
        well = True
    finally:
        files.close(keep=well)


def _read(files: Incoming) -> None:
    if request.mimetype == "multipart/form-data":  # nothing else goes to the disk as it comes
        request.max_content_length = LARGEST + _AROUND
        request._get_file_stream = files.stream  # type: ignore[method-assign]  # Werkzeug's own place for this
    try:
        request.form  # noqa: B018  # reads the body
    except RequestEntityTooLarge:
        _read_on()
        raise
    if current_app.config["WTF_CSRF_ENABLED"]:
        csrf: CSRFProtect = current_app.extensions["csrf"]
        csrf.protect()


def _read_on() -> None:
    """Take the rest and forget it, so that the browser shows our answer instead of a connection that broke."""
    body, left = request.environ["wsgi.input"], min(READ_ON, request.content_length or READ_ON)
    while left > 0 and (chunk := body.read(min(left, _CHUNK))):
        left -= len(chunk)
