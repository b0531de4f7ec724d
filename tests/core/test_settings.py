"""The environment is read once, and what can't be used is refused with one line that names the variable."""

import threading
from pathlib import Path

import pytest

from css.core.settings import Settings, SettingsError

SECRET = "s" * 32
PRODUCTION = {
    "CSS_ENV": "production",
    "CSS_SECRET_KEY": SECRET,
    "CSS_BASE_URL": "https://services.example.org",
    "CSS_MAIL_URL": "smtps://portal:pa55@mail.example.org:465",
}


def read(tmp_path: Path, **environment: str) -> Settings:
    return Settings.from_env(environment, tmp_path)


def test_an_empty_environment_is_a_development_portal(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert not settings.production and not settings.secure and not settings.staff_second_factor
    assert settings.jurisdiction == "encinitas" and settings.mail_url == "inbox:"
    assert settings.base_url == "http://localhost:8000" and settings.database_url == f"sqlite:///{tmp_path}/css.db"
    assert (settings.limits_url, settings.limits_scale, settings.undo_seconds) == ("memory:", 1, 0)
    assert (settings.workers, settings.port, settings.proxies, settings.mail_from) == (1, 8000, 0, None)


def test_files_that_staff_hand_in_wait_beside_the_database_or_where_it_is_said(tmp_path: Path) -> None:
    assert read(tmp_path).uploads == tmp_path / "css.uploads"
    assert read(tmp_path, CSS_DATABASE_URL="sqlite:////srv/css/boulder.db").uploads == Path("/srv/css/boulder.uploads")
    for elsewhere in ("sqlite://", "sqlite:///:memory:", "postgresql+psycopg://css:pa55@db.example.org/css"):
        assert read(tmp_path, CSS_DATABASE_URL=elsewhere).uploads == tmp_path / "uploads"
    assert read(tmp_path, CSS_UPLOADS="/srv/uploads").uploads == Path("/srv/uploads")


def test_a_variable_that_is_set_to_nothing_has_its_default(tmp_path: Path) -> None:
    names = ("CSS_ENV", "CSS_JURISDICTION", "CSS_DATABASE_URL", "CSS_MAIL_URL", "CSS_BASE_URL", "CSS_LIMITS_URL")
    assert read(tmp_path, **dict.fromkeys((*names, "PORT", "CSS_MAIL_FROM", "CSS_SECRET_KEY"), "")) == read(tmp_path)


def test_the_base_address_follows_the_port_and_has_no_slash_at_its_end(tmp_path: Path) -> None:
    assert read(tmp_path, PORT="9123").base_url == "http://localhost:9123"
    assert read(tmp_path, CSS_BASE_URL="https://css.example.org/").base_url == "https://css.example.org"
    assert read(tmp_path, CSS_BASE_URL="HTTPS://Straße.example:8443/css").base_url == "https://strasse.example:8443/css"
    assert read(tmp_path, CSS_BASE_URL="http://[::1]:8000").base_url == "http://[::1]:8000"


def test_production_has_stricter_defaults(tmp_path: Path) -> None:
    settings = read(tmp_path, **PRODUCTION)
    assert settings.production and settings.secure and settings.staff_second_factor and settings.undo_seconds == 60


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("CSS_ENV", "staging"),
        ("CSS_DATABASE_URL", "mysql://root:hunter2@localhost/css"),
        ("CSS_DATABASE_URL", "postgresql://css:hunter2@localhost/css"),
        ("CSS_DATABASE_URL", "css.db"),
        ("CSS_MAIL_URL", "mailto:somebody"),
        ("CSS_MAIL_URL", "smtp://"),
        ("CSS_MAIL_URL", "smtp://user:hunter2@host:many"),
        ("CSS_MAIL_URL", "smtp://[hunter2"),
        ("CSS_MAIL_FROM", "The City"),
        ("CSS_MAIL_FROM", "city@example.org\nBcc: x@example.org"),
        ("CSS_BASE_URL", "services.example.org"),
        ("CSS_BASE_URL", "https://"),
        ("CSS_BASE_URL", "https://a..example"),
        ("CSS_BASE_URL", "https://[hunter2"),
        ("CSS_BASE_URL", "ftp://services.example.org"),
        ("CSS_LIMITS_URL", "memcached://localhost"),
        ("CSS_LIMITS_SCALE", "much"),
        ("CSS_LIMITS_SCALE", "0"),
        ("CSS_LIMITS_SCALE", "-1"),
        ("CSS_LIMITS_SCALE", "nan"),
        ("CSS_LIMITS_SCALE", "inf"),
        ("CSS_STAFF_SECOND_FACTOR", "maybe"),
        ("CSS_UNDO_SECONDS", "-1"),
        ("CSS_UNDO_SECONDS", "1.5"),
        ("WEB_CONCURRENCY", "0"),
        ("WEB_CONCURRENCY", "two"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("CSS_PROXIES", "-1"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line_that_names_it(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(SettingsError) as refused:
        read(tmp_path, **{variable: value})
    line = str(refused.value)
    assert line.startswith(f"{variable}: ") and "\n" not in line
    assert "hunter2" not in line


@pytest.mark.parametrize(
    "changed",
    [
        {"CSS_SECRET_KEY": ""},
        {"CSS_SECRET_KEY": "s" * 31},
        {"CSS_SECRET_KEY": f"{SECRET},short"},
        {"CSS_BASE_URL": ""},
        {"CSS_BASE_URL": "http://services.example.org"},
        {"CSS_MAIL_URL": ""},
        {"CSS_MAIL_URL": "inbox:"},
        {"CSS_LIMITS_SCALE": "1.5"},
    ],
)
def test_production_refuses_what_is_unsafe(tmp_path: Path, changed: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as refused:
        read(tmp_path, **{**PRODUCTION, **changed})
    assert str(refused.value).startswith(f"{next(iter(changed))}: ") and "CSS_ENV=production" in str(refused.value)
    assert "\n" not in str(refused.value) and not list(tmp_path.iterdir())


def test_several_workers_must_share_their_limits_in_production(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^CSS_LIMITS_URL: "):
        read(tmp_path, **PRODUCTION, WEB_CONCURRENCY="2")
    assert read(tmp_path, **PRODUCTION, WEB_CONCURRENCY="2", CSS_LIMITS_URL="redis://localhost:6379/0").workers == 2
    assert read(tmp_path, WEB_CONCURRENCY="2").workers == 2


@pytest.mark.parametrize("url", ["smtp://mail", "smtps://a:b@mail:465", "smtp+starttls://a%40b:c@mail:587"])
def test_three_ways_to_reach_a_mail_server(tmp_path: Path, url: str) -> None:
    assert read(tmp_path, CSS_MAIL_URL=url).mail_url == url


@pytest.mark.parametrize("sender", ["noreply@city.gov", "City of Encinitas <noreply@city.gov>"])
def test_a_sender_with_or_without_a_name(tmp_path: Path, sender: str) -> None:
    assert read(tmp_path, CSS_MAIL_FROM=sender).mail_from == sender


def test_without_a_key_one_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    first = read(tmp_path).secret_keys
    assert len(first) == 1 and len(first[0]) >= 32
    assert read(tmp_path).secret_keys == first
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_processes_that_start_at_once_agree_on_the_key(tmp_path: Path) -> None:
    start, found = threading.Barrier(8), []

    def begin() -> None:
        start.wait()
        found.append(read(tmp_path).secret_keys)

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1 and len(found) == 8 and found[0][0]


def test_several_keys_are_read_in_their_order(tmp_path: Path) -> None:
    assert read(tmp_path, CSS_SECRET_KEY=" new , old ").secret_keys == ("new", "old")
    assert not list(tmp_path.iterdir())
