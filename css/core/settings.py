"""Settings: the environment read once into a frozen object (docs/deploy.md lists every variable)."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]
MAIL_SCHEMES = ("inbox", "smtp", "smtps", "smtp+starttls")
# Floods from one IP address: how many in which span. Scaled by CSS_LIMITS_SCALE.
FLOODS = {
    "forms": (60, "minute"),  # every POST of a public form
    "checks": (300, "minute"),  # a field's own error, the password checklist
    "sign-ups": (10, "hour"),
}
SWITCH = {"off": False, "required": True}


class SettingsError(Exception):
    """A setting that can't be used: one line naming the variable."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the deployment decides. Durations are seconds; `proxies` is how many stand before us and are believed."""

    production: bool
    jurisdiction: str
    database_url: str
    mail_url: str
    mail_from: str | None
    secret_keys: tuple[str, ...]
    base_url: str
    limits_url: str
    limits_scale: float
    staff_second_factor: bool
    undo_seconds: int
    workers: int
    port: int
    proxies: int

    @property
    def secure(self) -> bool:
        """Whether residents reach the portal by https."""
        return self.base_url.startswith("https://")

    @classmethod
    def from_env(cls, env: Mapping[str, str] | None = None, instance: Path | None = None) -> "Settings":
        """Read the environment; raises SettingsError at the first variable that can't be used."""
        env = os.environ if env is None else env
        instance = instance or ROOT / "instance"
        production = _one_of(env, "CSS_ENV", ("development", "production"), "development") == "production"
        port = _number(env, "PORT", 8000)
        settings = cls(
            production=production,
            jurisdiction=env.get("CSS_JURISDICTION") or "encinitas",
            database_url=env.get("CSS_DATABASE_URL") or f"sqlite:///{instance / 'css.db'}",
            mail_url=_mail_url(env),
            mail_from=env.get("CSS_MAIL_FROM") or None,
            secret_keys=_secret_keys(env, production, instance),
            base_url=(env.get("CSS_BASE_URL") or f"http://localhost:{port}").rstrip("/"),
            limits_url=env.get("CSS_LIMITS_URL") or "memory:",
            limits_scale=_decimal(env, "CSS_LIMITS_SCALE", 1),
            staff_second_factor=SWITCH[
                _one_of(env, "CSS_STAFF_SECOND_FACTOR", tuple(SWITCH), "required" if production else "off")
            ],
            undo_seconds=_number(env, "CSS_UNDO_SECONDS", 60 if production else 0),
            workers=_number(env, "WEB_CONCURRENCY", 1),
            port=port,
            proxies=_number(env, "CSS_PROXIES", 0),
        )
        settings._check()
        return settings

    def _check(self) -> None:
        if urlsplit(self.base_url).scheme not in ("http", "https") or not urlsplit(self.base_url).hostname:
            raise SettingsError(f"CSS_BASE_URL: not an http(s) address: {self.base_url}")
        for variable, unsafe, why in self._unsafe_in_production():
            if self.production and unsafe:
                raise SettingsError(f"{variable}: {why} when CSS_ENV=production")

    def _unsafe_in_production(self) -> tuple[tuple[str, bool, str], ...]:
        shared = not self.limits_url.startswith("memory:")
        return (
            ("CSS_BASE_URL", not self.secure, "must be https"),
            ("CSS_MAIL_URL", self.mail_url.startswith("inbox:"), "inbox: can't be used, name an SMTP server"),
            ("CSS_LIMITS_URL", self.workers > 1 and not shared, "memory: can't be used with several workers"),
            ("CSS_LIMITS_SCALE", self.limits_scale > 1, "can't be above 1"),
        )


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    try:
        value = int(env.get(name) or default)
    except ValueError:
        raise SettingsError(f"{name}: not a whole number: {env[name]}") from None
    if value < 0:
        raise SettingsError(f"{name}: can't be below 0")
    return value


def _decimal(env: Mapping[str, str], name: str, default: float) -> float:
    try:
        value = float(env.get(name) or default)
    except ValueError:
        raise SettingsError(f"{name}: not a number: {env[name]}") from None
    if not 0 < value < 1e6:
        raise SettingsError(f"{name}: must be above 0")
    return value


def _one_of(env: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str) -> str:
    value = env.get(name) or default
    if value not in allowed:
        raise SettingsError(f"{name}: {value} is none of {', '.join(allowed)}")
    return value


def _mail_url(env: Mapping[str, str]) -> str:
    url = env.get("CSS_MAIL_URL") or "inbox:"
    scheme = urlsplit(url).scheme
    if scheme not in MAIL_SCHEMES or (scheme != "inbox" and not urlsplit(url).hostname):
        raise SettingsError("CSS_MAIL_URL: must be inbox: or smtp://, smtps://, smtp+starttls:// and a host")
    return url


def _secret_keys(env: Mapping[str, str], production: bool, instance: Path) -> tuple[str, ...]:
    """The first key signs; all of them are accepted, so that a key can be replaced without signing anybody out."""
    keys = tuple(key.strip() for key in env.get("CSS_SECRET_KEY", "").split(",") if key.strip())
    if production and (not keys or min(map(len, keys)) < 32):
        raise SettingsError("CSS_SECRET_KEY: required, 32 characters or more, when CSS_ENV=production")
    return keys or (_kept_secret(instance / "secret_key"),)


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # O_EXCL: of several processes starting at once, one makes the key and the others read it.
        with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text()
