"""What the city's IT types: `flask serve`, `work`, `doctor`, `db …`, `staff …`, `residents …`, `receipts check`."""

from flask import Flask

from css.commands import db, doctor, receipts, residents, serve, staff, work


def init_app(app: Flask) -> None:
    for part in (db.group, doctor.doctor, receipts.group, residents.group, serve.serve, staff.group, work.work):
        app.cli.add_command(part)
