"""The city's colours as a style sheet, and the two questions a watcher asks."""

import re

from flask import Flask

from app import create_app
from css.core.db import Database
from tests.home.conftest import settings
from tests.html import StrictClient


def theme_address(client: StrictClient) -> str:
    found = re.search(r'href="(/theme\.css\?v=[0-9a-f]{12})"', client.get("/").text)
    assert found
    return found[1]


def test_pages_name_the_theme_by_its_content_and_browsers_keep_it(client: StrictClient) -> None:
    answer = client.get(theme_address(client))
    assert answer.mimetype == "text/css" and "--action: #03587a;" in answer.text
    assert answer.cache_control.public and answer.cache_control.immutable
    assert answer.cache_control.max_age == 31536000


def test_the_theme_under_another_name_is_asked_about_each_time(client: StrictClient) -> None:
    for address in ("/theme.css", "/theme.css?v=older"):
        answer = client.get(address)
        assert answer.cache_control.no_cache and not answer.cache_control.immutable
        again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304 and not again.data


def test_a_healthy_process_says_ok_without_a_cookie(client: StrictClient) -> None:
    for address in ("/healthz", "/readyz"):
        answer = client.get(address)
        assert (answer.status_code, answer.mimetype, answer.text) == (200, "text/plain", "ok\n")
        assert "Set-Cookie" not in answer.headers


def test_a_database_without_tables_is_not_ready(bare_database: Database) -> None:
    app = create_app(settings(bare_database.url.render_as_string(hide_password=False)))
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.text == "the database lacks migrations: run flask db upgrade\n"
    assert app.test_client().get("/healthz").status_code == 200
    close(app)


def test_a_database_out_of_reach_is_not_ready() -> None:
    app = create_app(settings("postgresql+psycopg://nobody@127.0.0.1:1/none"))
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.text == "the database can't be reached\n"


def close(app: Flask) -> None:
    database: Database = app.extensions["css"].database
    database.close()
