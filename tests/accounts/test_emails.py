"""One email, one account: what is the same address, what is none, and which typo was probably meant otherwise."""

import pytest

from css.accounts.emails import WELL_KNOWN_DOMAINS, InvalidEmail, checked_email, email_key, likely_correction


@pytest.mark.parametrize(
    "written",
    [
        "  marisol@example.com\n",
        "MARISOL@Example.COM",
        "ｍａｒｉｓｏｌ@example.com",  # full width
    ],
)
def test_two_ways_to_write_one_email_are_the_same(written: str) -> None:
    assert email_key(written) == "marisol@example.com"


def test_letters_that_only_fold_alike_are_the_same() -> None:
    assert email_key("STRASSE@example.com") == email_key("straße@example.com")
    assert email_key("pen\u0303a@example.com") == email_key("peña@example.com")


def test_dots_and_tags_make_another_email() -> None:
    assert len({email_key(one) for one in ("a.b@example.com", "ab@example.com", "ab+css@example.com")}) == 3


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (" marisol@example.com ", "marisol@example.com"),
        ("Marisol.Peña+css@Example.COM", "Marisol.Peña+css@example.com"),
        ("o'brien@example.co.uk", "o'brien@example.co.uk"),
        ("почта@пример.рф", "почта@пример.рф"),
    ],
)
def test_an_address_is_kept_as_it_was_meant(written: str, kept: str) -> None:
    assert checked_email(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "",
        "marisol",
        "marisol@",
        "@example.com",
        "marisol@localhost",
        "a b@example.com",
        "a@b@example.com",
        "a@example.com, b@example.com",
        "Marisol <a@example.com>",
        "a@[127.0.0.1]",
        '"a b"@example.com',
        ".a@example.com",
        "a..b@example.com",
        "a@-example.com",
        "a@example..com",
        "a\x00b@example.com",
        "a@exam\x00ple.com",
        "a\nBcc: b@example.com",
        "a\r\n@example.com",
        "a\u202eb@example.com",
        "a\u200bb@example.com",
        "a@example.com\x07",
        "a@" + "b" * 60 + "." + "c" * 60 + "." + "d" * 60 + "." + "e" * 60 + "." + "f" * 60 + ".com",
        "x" * 10_000,
    ],
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(InvalidEmail):
        checked_email(written)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gmal.com", "gmail.com"),
        ("GMAIL.CON", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("gamil.com", "gmail.com"),
        ("yaho.com", "yahoo.com"),
        ("hotmial.com", "hotmail.com"),
        ("outlok.com", "outlook.com"),
        ("iclud.com", "icloud.com"),
    ],
)
def test_a_likely_typo_is_noticed(typed: str, meant: str) -> None:
    assert likely_correction(f"Marisol.P@{typed}") == f"Marisol.P@{meant}"


@pytest.mark.parametrize("domain", WELL_KNOWN_DOMAINS)
def test_a_well_known_domain_is_left_alone(domain: str) -> None:
    assert likely_correction(f"marisol@{domain}") is None
    assert likely_correction(f"marisol@{domain.upper()}") is None


@pytest.mark.parametrize(
    "domain",
    [
        "encinitasca.gov", "bouldercolorado.gov", "colorado.edu", "ucsd.edu", "yale.edu", "example.com", "company.com",
        "yahoo.com.mx", "hotmail.com.ar", "live.com.mx", "yahoo.de", "hotmail.it", "outlook.es", "protonmail.ch",
        "fastmail.fm", "gmx.de", "q.com", "we.com", "fox.net", "macy.com", "mail.ru", "comcast.com",
    ],
)  # fmt: skip
def test_an_unusual_domain_is_left_alone(domain: str) -> None:
    assert likely_correction(f"marisol@{domain}") is None


@pytest.mark.parametrize("typed", ["", "gmial.com", "@gmial.com", "marisol@"])
def test_nothing_is_guessed_from_half_an_address(typed: str) -> None:
    assert likely_correction(typed) is None
