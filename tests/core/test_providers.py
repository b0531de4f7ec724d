"""A provider has a button once it has a client id; what is said of it is checked before anybody presses it."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from css.core.providers import Provider, ProviderSettings
from css.core.settings import Settings, SettingsError

DOCS = Path(__file__).resolve().parents[2] / "docs"
PRODUCTION = {
    "CSS_ENV": "production",
    "CSS_SECRET_KEY": "s" * 32,
    "CSS_BASE_URL": "https://services.example.org",
    "CSS_MAIL_URL": "smtps://portal:pa55@mail.example.org:465",
}
GOOGLE = {"CSS_GOOGLE_CLIENT_ID": "portal", "CSS_GOOGLE_CLIENT_SECRET": "hunter2"}
APPLE = {"CSS_APPLE_CLIENT_ID": "gov.city.portal", "CSS_APPLE_CLIENT_SECRET": "hunter2"}
ALL = {f"CSS_{provider.upper()}_CLIENT_ID": f"{provider}-id" for provider in Provider}


def read(tmp_path: Path, **environment: str) -> Settings:
    return Settings.from_env(environment, tmp_path)


def refusal(tmp_path: Path, **environment: str) -> str:
    with pytest.raises(SettingsError) as refused:
        read(tmp_path, **environment)
    return str(refused.value)


def test_an_empty_environment_has_no_provider(tmp_path: Path) -> None:
    assert read(tmp_path).providers == {}


def test_no_client_id_no_provider_whatever_else_is_set(tmp_path: Path) -> None:
    others = {"CSS_GOOGLE_CLIENT_SECRET": "hunter2", "CSS_GOOGLE_ISSUER": "gopher://nowhere", "CSS_APPLE_TEAM_ID": "T"}
    assert read(tmp_path, **others).providers == {}
    assert read(tmp_path, **others, CSS_GOOGLE_CLIENT_ID="", CSS_APPLE_CLIENT_ID=" ").providers == {}


def test_one_provider_brings_no_other(tmp_path: Path) -> None:
    assert list(read(tmp_path, CSS_MICROSOFT_CLIENT_ID="portal").providers) == [Provider.MICROSOFT]


def test_the_four_come_in_the_order_of_their_buttons(tmp_path: Path) -> None:
    backwards = dict(reversed(ALL.items()))
    providers = read(tmp_path, **backwards).providers
    assert [provider.brand for provider in providers] == ["Google", "Apple", "Microsoft", "Facebook"]
    assert [one.client_id for one in providers.values()] == ["google-id", "apple-id", "microsoft-id", "facebook-id"]


def test_each_has_its_own_secret_and_none_is_needed(tmp_path: Path) -> None:
    providers = read(
        tmp_path, **ALL, CSS_APPLE_CLIENT_SECRET="of apple", CSS_FACEBOOK_CLIENT_SECRET=" of facebook "
    ).providers
    assert [one.client_secret for one in providers.values()] == ["", "of apple", "", "of facebook"]


def test_alone_a_client_id_means_the_provider_itself(tmp_path: Path) -> None:
    assert read(tmp_path, CSS_GOOGLE_CLIENT_ID=" portal ").providers[Provider.GOOGLE] == ProviderSettings("portal", "")


def test_an_issuer_has_no_slash_at_its_end(tmp_path: Path) -> None:
    settings = read(tmp_path, **GOOGLE, CSS_GOOGLE_ISSUER="https://login.city.gov/realm/")
    assert settings.providers[Provider.GOOGLE].issuer == "https://login.city.gov/realm"


def test_an_issuer_on_the_same_machine_serves_development(tmp_path: Path) -> None:
    settings = read(tmp_path, **GOOGLE, CSS_GOOGLE_ISSUER="http://127.0.0.1:9000")
    assert settings.providers[Provider.GOOGLE].issuer == "http://127.0.0.1:9000"


@pytest.mark.parametrize("issuer", ["login.city.gov", "ftp://login.city.gov", "https://u:hunter2@city.gov:many"])
def test_an_issuer_that_cannot_be_used_is_refused_in_one_line_that_names_it(tmp_path: Path, issuer: str) -> None:
    line = refusal(tmp_path, **GOOGLE, CSS_GOOGLE_ISSUER=issuer)
    assert line.startswith("CSS_GOOGLE_ISSUER: ") and "\n" not in line and "hunter2" not in line


@pytest.mark.parametrize("provider", list(Provider))
def test_production_refuses_an_issuer_without_https_whichever_it_is(tmp_path: Path, provider: Provider) -> None:
    issuer = {f"CSS_{provider.upper()}_ISSUER": "http://u:hunter2@login.city.gov"}
    line = refusal(tmp_path, **PRODUCTION, **ALL, **issuer)
    assert line == f"CSS_{provider.upper()}_ISSUER: must be https when CSS_ENV=production"


@pytest.mark.parametrize(
    "odd", ["https://", "https://u:hunter2@login.city.gov", "https://login.city.gov/?a=b", "https://[x"]
)
def test_an_issuer_is_a_host_and_no_more_than_a_path(tmp_path: Path, odd: str) -> None:
    line = refusal(tmp_path, **GOOGLE, CSS_GOOGLE_ISSUER=odd)
    assert line.startswith("CSS_GOOGLE_ISSUER: ") and "hunter2" not in line


def test_no_secret_is_shown_where_the_settings_are_printed(tmp_path: Path) -> None:
    assert "hunter2" not in repr(read(tmp_path, **GOOGLE))


def test_production_takes_the_four_and_an_issuer_with_https(tmp_path: Path) -> None:
    settings = read(tmp_path, **PRODUCTION, **ALL, CSS_FACEBOOK_ISSUER="https://login.city.gov")
    assert len(settings.providers) == 4 and settings.providers[Provider.FACEBOOK].issuer == "https://login.city.gov"


@pytest.mark.parametrize("alone", ["CSS_APPLE_TEAM_ID", "CSS_APPLE_KEY_ID"])
def test_a_team_without_a_key_or_a_key_without_a_team_is_refused(tmp_path: Path, alone: str) -> None:
    line = refusal(tmp_path, **APPLE, **{alone: "ABCDE12345"})
    assert "CSS_APPLE_TEAM_ID" in line and "CSS_APPLE_KEY_ID" in line
    assert "\n" not in line and "hunter2" not in line


def test_a_team_and_a_key_belong_to_apple_alone(tmp_path: Path) -> None:
    ids = {"CSS_APPLE_TEAM_ID": "TEAM123456", "CSS_APPLE_KEY_ID": "KEY1234567", "CSS_GOOGLE_TEAM_ID": "stray"}
    providers = read(tmp_path, **APPLE, **GOOGLE, **ids).providers
    apple, google = providers[Provider.APPLE], providers[Provider.GOOGLE]
    assert (apple.team_id, apple.key_id) == ("TEAM123456", "KEY1234567")
    assert (google.team_id, google.key_id) == ("", "")


def test_a_key_of_apple_on_one_line_is_unfolded_and_works(tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    folded = pem.replace("\n", "\\n")
    for written in (folded, pem):
        environment = {**APPLE, "CSS_APPLE_CLIENT_SECRET": written}
        secret = read(tmp_path, **environment).providers[Provider.APPLE].client_secret
        loaded = load_pem_private_key(secret.encode(), password=None)
        assert isinstance(loaded, ec.EllipticCurvePrivateKey)
        assert loaded.private_numbers() == key.private_numbers()


@pytest.mark.parametrize("document", ["deploy.md", "social.md"])
def test_every_variable_of_a_provider_is_in_the_documents(document: str) -> None:
    names = [f"CSS_{one.upper()}_{name}" for one in Provider for name in ("CLIENT_ID", "CLIENT_SECRET", "ISSUER")]
    text = (DOCS / document).read_text()
    assert [name for name in (*names, "CSS_APPLE_TEAM_ID", "CSS_APPLE_KEY_ID") if f"`{name}`" not in text] == []
