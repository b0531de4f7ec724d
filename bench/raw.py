"""The floor: the same requests by hand. Flask, sqlite3, one Argon2 thread; no ORM, no forms, no limits, no audit.

It is a measure, not a portal: it checks a code and keeps what is posted, and nothing else.
"""

import os
import secrets
import sqlite3
from concurrent.futures import ThreadPoolExecutor

from argon2 import PasswordHasher
from flask import Flask, Response, g, redirect, request

STEPS = ("acknowledgement", "personal-info", "address")
PAGE = "<title>{title}</title><div id=step><h1>{title}</h1><form method=post>{fields}<button>Next</button></form></div>"
FIELDS = "".join(f'<label for=f{n}>Field {n}</label><input id=f{n} name=f{n} value="{{}}">' for n in range(8))
TABLES = """
CREATE TABLE IF NOT EXISTS sign_up (token TEXT PRIMARY KEY, email TEXT, hash TEXT, code TEXT);
CREATE TABLE IF NOT EXISTS account (id INTEGER PRIMARY KEY, email TEXT UNIQUE, hash TEXT, session TEXT UNIQUE);
CREATE TABLE IF NOT EXISTS answer (account INTEGER, step TEXT, data TEXT, PRIMARY KEY (account, step));
CREATE TABLE IF NOT EXISTS outbox (recipient TEXT, text TEXT);
"""
argon2 = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
thread = ThreadPoolExecutor(1)


def create_app() -> Flask:
    app = Flask(__name__)
    path = os.environ["RAW_DATABASE"]
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.executescript(TABLES)

    def db() -> sqlite3.Connection:
        if "db" not in g:
            g.db = sqlite3.connect(path, timeout=10, isolation_level=None)
            g.db.execute("PRAGMA synchronous=FULL")
        connection: sqlite3.Connection = g.db
        return connection

    def page(title: str) -> str:
        return PAGE.format(title=title, fields=FIELDS.format(*[""] * 8))

    def account() -> int:
        found = db().execute("SELECT id FROM account WHERE session = ?", (request.cookies["session"],)).fetchone()
        return int(found[0])

    @app.teardown_request
    def close(_error: BaseException | None) -> None:
        if "db" in g:
            g.pop("db").close()

    @app.get("/sign-up")
    def sign_up() -> str:
        return page("Sign up")

    @app.post("/sign-up")
    def begin() -> Response:
        token, code = secrets.token_urlsafe(32), f"{secrets.randbelow(10**6):06d}"
        hashed = thread.submit(argon2.hash, request.form["password"]).result()
        db().execute("BEGIN IMMEDIATE")
        db().execute("INSERT INTO sign_up VALUES (?, ?, ?, ?)", (token, request.form["email"], hashed, code))
        db().execute("INSERT INTO outbox VALUES (?, ?)", (request.form["email"], f"Your code: {code}"))
        db().execute("COMMIT")
        answer = redirect("/verify", 303)
        answer.set_cookie("token", token)
        return answer  # type: ignore[return-value]

    @app.get("/verify")
    def enter() -> str:
        return page("Verify with your email")

    @app.post("/verify")
    def verify() -> Response:
        mine = db().execute("SELECT email, hash, code FROM sign_up WHERE token = ?", (request.cookies["token"],))
        email, hashed, code = mine.fetchone()
        if code != request.form["code"]:
            return Response(page("Wrong"), 422)
        session = secrets.token_urlsafe(32)
        db().execute("INSERT INTO account (email, hash, session) VALUES (?, ?, ?)", (email, hashed, session))
        answer = redirect("/registration", 303)
        answer.set_cookie("session", session)
        return answer  # type: ignore[return-value]

    @app.get("/registration")
    def resume() -> Response:
        return redirect(f"/registration/{STEPS[0]}", 303)  # type: ignore[return-value]

    @app.get("/registration/<step>")
    def show(step: str) -> str:
        db().execute("SELECT data FROM answer WHERE account = ? AND step = ?", (account(), step)).fetchone()
        return page(step)

    @app.post("/registration/<step>")
    def keep(step: str) -> Response:
        data = "\n".join(request.form.values())
        db().execute("INSERT OR REPLACE INTO answer VALUES (?, ?, ?)", (account(), step, data))
        following = STEPS.index(step) + 1
        where = f"/registration/{STEPS[following]}" if following < len(STEPS) else "/status"
        return redirect(where, 303)  # type: ignore[return-value]

    @app.get("/status")
    def status() -> str:
        account()
        return page("Thank you for registering")

    return app
