"""What the city's IT types: `flask serve`, `work`, `doctor`, `db …`, `staff …`, `residents …`, `receipts check`,
`legacy import`."""

from flask import Flask

from css.commands import db, doctor, legacy, receipts, residents, serve, staff, work


def init_app(app: Flask) -> None:
    groups = (db.group, legacy.group, receipts.group, residents.group, staff.group)
    for part in (*groups, doctor.doctor, serve.serve, work.work):
        app.cli.add_command(part)
