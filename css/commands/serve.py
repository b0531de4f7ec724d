"""`flask serve`: migrate, say where everything is, then keep the web server and the background loop running."""

import socket
import subprocess
import sys
import threading
from collections.abc import Sequence

import click
from flask.cli import with_appcontext

from css.commands.stopping import Stop
from css.core import migrations
from css.core.settings import ROOT, Settings
from css.web.context import portal

RESTART_AFTER_SECONDS = 1.0
GRACE_SECONDS = 10
# More than the hashing queue is long, so that pages go on while sign-ups wait for their hash.
THREADS = 24


@click.command()
@with_appcontext
def serve() -> None:
    """Migrate and serve, with the background loop beside it, until stopped."""
    _refuse_taken(portal().settings)
    migrations.upgrade(portal().database)
    settings = portal().settings
    _say_where(settings)
    portal().database.close()
    asked, stop = Stop(), threading.Event()
    threads = [threading.Thread(target=_keep, args=(part, stop)) for part in (_web(settings), _loop())]
    for thread in threads:
        thread.start()
    asked.wait()
    stop.set()
    for thread in threads:
        thread.join()


def _refuse_taken(settings: Settings) -> None:
    """The web server would share a port with a forgotten one, and each would answer half of the requests."""
    with socket.socket() as probe:
        # Connections of a server that has just stopped linger on the port; only one that listens is in the way.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise click.ClickException(f"PORT: {settings.port} on {settings.host}: {error.strerror}") from error


def _say_where(settings: Settings) -> None:
    jurisdiction = portal().jurisdiction
    inbox = settings.mail_url.startswith("inbox:")
    mail = f"{settings.base_url}/dev/inbox" if inbox else settings.mail_url.rpartition("@")[2]
    click.echo(
        f"""
  Customer Self Service for {jurisdiction.title}

  Portal        {settings.base_url}
  Jurisdiction  {settings.jurisdiction} ({jurisdiction.activation} activation)
  Mail goes to  {mail}
  Staff         {settings.base_url}/staff
                add yourself: .venv/bin/flask staff add you@example.com --name "Your Name"

  Stop with Ctrl-C.
"""
    )


def _web(settings: Settings) -> Sequence[str]:
    return (
        sys.executable, "-m", "granian", "--interface", "wsgi", "--factory", "app:create_app",
        "--host", settings.host, "--port", str(settings.port),
        "--workers", str(settings.workers), "--blocking-threads", str(THREADS), "--backlog", "1024",
        "--log-level", "error", "--respawn-failed-workers", "--working-dir", str(ROOT),
    )  # fmt: skip


def _loop() -> Sequence[str]:
    return (sys.executable, "-m", "flask", "--app", str(ROOT / "app.py"), "work")


def _keep(command: Sequence[str], stop: threading.Event) -> None:
    """Run the command, and again whenever it ends, until told to stop."""
    while not stop.is_set():
        process = subprocess.Popen(command, start_new_session=True)
        while process.poll() is None and not stop.wait(0.2):
            pass
        _end(process)
        if not stop.is_set():
            click.echo(f"{command[2]} ended with {process.returncode}; starting it again", err=True)
            stop.wait(RESTART_AFTER_SECONDS)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
