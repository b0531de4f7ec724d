"""Settings: the environment read once into a frozen object (docs/deploy.md lists every variable)."""

import os
import secrets
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from css.core import providers
from css.core.providers import Provider, ProviderSettings

ROOT = Path(__file__).resolve().parents[2]
MAIL_SCHEMES = ("inbox", "smtp", "smtps", "smtp+starttls")
DATABASE_SCHEMES = ("sqlite", "postgresql+psycopg")
LIMITS_SCHEMES = ("memory", "redis", "rediss")
# Floods from one IP address: how many in which span. Scaled by CSS_LIMITS_SCALE.
FLOODS = {
    "forms": (60, "minute"),  # every POST of a public form
    "checks": (300, "minute"),  # a field's own error, the password checklist
    "sign-ups": (10, "hour"),
    "providers": (60, "minute"),  # to a provider or back: each may ask another site
    "opt-outs": (1200, "minute"),  # those of a whole campaign come from the few addresses of a mail provider
    "codes": (20, "hour"),  # codes asked for, to whatever address: each is a mail to somebody
}
SWITCH = {"off": False, "required": True}


class SettingsError(Exception):
    """A setting that can't be used: one line naming the variable."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the deployment decides. Durations are seconds; `proxies` is how many stand before us and are believed;
    `staff_second_factor`: nobody of the staff gets in without an authenticator app; `providers`: those with a button;
    `uploads`: the folder where files that staff hand in wait for the background loop.
    """

    production: bool
    jurisdiction: str
    database_url: str
    uploads: Path
    mail_url: str
    mail_from: str | None
    secret_keys: tuple[str, ...]
    base_url: str
    limits_url: str
    limits_scale: float
    staff_second_factor: bool
    providers: Mapping[Provider, ProviderSettings]
    undo_seconds: int
    workers: int
    host: str
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
        port = _number(env, "PORT", 8000, least=1, most=65535)
        database_url = _url(env, "CSS_DATABASE_URL", f"sqlite:///{instance / 'css.db'}", DATABASE_SCHEMES)
        settings = cls(
            production=production,
            jurisdiction=env.get("CSS_JURISDICTION") or "encinitas",
            database_url=database_url,
            uploads=Path(env.get("CSS_UPLOADS") or _uploads(database_url, instance)).absolute(),
            mail_url=_mail_url(env),
            mail_from=_sender(env),
            secret_keys=_secret_keys(env, production, instance),
            base_url=_base_url(env, f"http://localhost:{port}"),
            limits_url=_url(env, "CSS_LIMITS_URL", "memory:", LIMITS_SCHEMES),
            limits_scale=_decimal(env, "CSS_LIMITS_SCALE", 1),
            staff_second_factor=SWITCH[
                _one_of(env, "CSS_STAFF_SECOND_FACTOR", tuple(SWITCH), "required" if production else "off")
            ],
            providers=_providers(env, production),
            undo_seconds=_number(env, "CSS_UNDO_SECONDS", 60 if production else 0),
            workers=_number(env, "WEB_CONCURRENCY", 1, least=1),
            host=env.get("HOST") or "127.0.0.1",
            port=port,
            proxies=_number(env, "CSS_PROXIES", 0),
        )
        settings._check()
        return settings

    def _check(self) -> None:
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


def _number(env: Mapping[str, str], name: str, default: int, *, least: int = 0, most: int = 10**9) -> int:
    try:
        value = int(env.get(name) or default)
    except ValueError:
        raise SettingsError(f"{name}: not a whole number: {env[name]}") from None
    if not least <= value <= most:
        raise SettingsError(f"{name}: can't be {'below' if value < least else 'above'} {min(max(value, least), most)}")
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


def _url(env: Mapping[str, str], name: str, default: str, schemes: tuple[str, ...]) -> str:
    """The address itself is not repeated in a refusal: it may hold a password."""
    url = env.get(name) or default
    if _split(name, url).scheme not in schemes:
        raise SettingsError(f"{name}: must begin with one of {', '.join(f'{scheme}:' for scheme in schemes)}")
    return url


def _uploads(database_url: str, instance: Path) -> Path:
    """Beside an SQLite file and named after it, css.uploads for css.db: a folder belongs to one portal."""
    parts = urlsplit(database_url)
    file = parts.path.removeprefix("/") if parts.scheme == "sqlite" else ""
    return Path(file).with_suffix(".uploads") if file and file != ":memory:" else instance / "uploads"


def _split(name: str, url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port  # looked at now, so that a wrong one is refused now
    except ValueError:
        raise SettingsError(f"{name}: not an address") from None
    return parts


def _mail_url(env: Mapping[str, str]) -> str:
    url = _url(env, "CSS_MAIL_URL", "inbox:", MAIL_SCHEMES)
    parts = urlsplit(url)
    if parts.scheme != "inbox" and not parts.hostname:
        raise SettingsError("CSS_MAIL_URL: names no host")
    return url


def _base_url(env: Mapping[str, str], default: str) -> str:
    parts = urlsplit(_url(env, "CSS_BASE_URL", default, ("http", "https")).rstrip("/"))
    if not parts.hostname:
        raise SettingsError("CSS_BASE_URL: names no host")
    try:
        host = parts.hostname.encode("idna").decode()  # as browsers write it
    except UnicodeError:
        raise SettingsError("CSS_BASE_URL: names no host that there can be") from None
    host = f"[{host}]" if ":" in host else host
    return parts._replace(netloc=host if parts.port is None else f"{host}:{parts.port}").geturl()


def _providers(env: Mapping[str, str], production: bool) -> Mapping[Provider, ProviderSettings]:
    """Raises SettingsError where an issuer can't be used. `flask doctor` asks the providers themselves."""
    found = providers.from_env(env)
    for provider, one in found.items():
        prefix = f"CSS_{provider.upper()}"
        if bool(one.team_id) != bool(one.key_id):
            raise SettingsError(f"{prefix}_TEAM_ID and {prefix}_KEY_ID: one without the other")
        if one.issuer:
            _check_issuer(f"{prefix}_ISSUER", one.issuer, production)
    return found


def _check_issuer(name: str, issuer: str, production: bool) -> None:
    """An address with a host and no more than a path (OpenID Connect Discovery 1.0, section 3)."""
    parts = _split(name, issuer)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise SettingsError(f"{name}: must be like https://login.example.org")
    if production and parts.scheme != "https":
        raise SettingsError(f"{name}: must be https when CSS_ENV=production")
    if parts.username or parts.query or parts.fragment:
        raise SettingsError(f"{name}: must hold no password, no question mark and no #")


def _sender(env: Mapping[str, str]) -> str | None:
    sender = env.get("CSS_MAIL_FROM") or None
    if sender and ("@" not in parseaddr(sender)[1] or not sender.isprintable()):
        raise SettingsError('CSS_MAIL_FROM: must be like noreply@city.gov or "City <noreply@city.gov>"')
    return sender


def _secret_keys(env: Mapping[str, str], production: bool, instance: Path) -> tuple[str, ...]:
    """The first key signs; all of them are accepted, so that a key can be replaced without signing anybody out."""
    keys = tuple(key.strip() for key in env.get("CSS_SECRET_KEY", "").split(",") if key.strip())
    if production and (not keys or min(map(len, keys)) < 32):
        raise SettingsError("CSS_SECRET_KEY: required, 32 characters or more, when CSS_ENV=production")
    return keys or (_kept_secret(instance / "secret_key"),)


def _kept_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        # Written elsewhere and linked: of several processes starting at once, one makes the key, and nobody reads half.
        with tempfile.NamedTemporaryFile("w", dir=path.parent) as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            with suppress(FileExistsError):
                os.link(file.name, path)
    return path.read_text()
