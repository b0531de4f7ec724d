"""Authenticator apps: which codes let in, each once; recovery codes; what the owner is told; who is locked out."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import segno
from sqlmodel import select

from css.accounts.owners import Owner
from css.accounts.password.sign_ins import Refusal
from css.accounts.second_factor import apps
from css.accounts.second_factor.apps import MOST, TooManyApps, WrongCode
from css.core.clock import FixedClock
from css.core.db import Database
from css.core.sealing import Sealer
from css.models import AuthenticatorApp, RecoveryCode
from tests.accounts.app_desk import add, apps_of, give_app, owner_of, told, with_app
from tests.accounts.desk import wrong
from tests.totp import shown

OTHER = "ruben@example.com"


# Adding


def test_an_app_is_kept_when_its_code_is_right_and_the_owner_is_told(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, _ = with_app(session, clock)
        (kept,) = apps_of(session, owner, clock).all()
        assert kept.name == "Phone" and len(kept.public_id) == 20 and kept.last_used_at is None
        assert apps.exist(session, owner)
        assert told(session) == ["An authenticator app was added"]


def test_a_wrong_code_adds_nothing(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, offer = owner_of(session, clock), apps.offer()
        with pytest.raises(WrongCode):
            apps_of(session, owner, clock).add(offer, wrong(shown(offer.secret, clock.now())), name="Phone")
        assert not apps.exist(session, owner) and told(session) == []
        assert apps_of(session, owner, clock).recovery_codes_left() == 0


def test_the_database_holds_neither_secret_nor_recovery_code(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        _, offer = with_app(session, clock)
        (app,) = session.exec(select(AuthenticatorApp)).all()
        hashes = [code.code_hash for code in session.exec(select(RecoveryCode))]
        assert offer.secret not in app.sealed_secret
        assert len(set(hashes)) == 10 and all(len(one) == 64 for one in hashes)
        assert not any(code in one for code in offer.recovery_codes for one in hashes)


def test_only_the_first_app_brings_recovery_codes(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, first = with_app(session, clock)
        give_app(session, owner, clock)
        theirs = apps_of(session, owner, clock)
        assert theirs.recovery_codes_left() == 10
        assert theirs.try_code(first.recovery_codes[0]) is None
        assert theirs.recovery_codes_left() == 9


def test_the_same_app_saved_twice_is_one_app(database: Database, clock: FixedClock) -> None:
    """Two rows of one secret would let a code in twice."""
    with database.writing() as session:
        owner, offer = with_app(session, clock)
        assert apps_of(session, owner, clock).fits(offer)
        add(session, owner, offer, clock)
        assert len(apps_of(session, owner, clock).all()) == 1
        assert len(told(session)) == 1


def test_an_offer_made_for_a_first_app_fits_no_second(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, _ = with_app(session, clock)
        theirs = apps_of(session, owner, clock)
        assert not theirs.fits(apps.offer()) and theirs.fits(apps.offer(with_codes=False))
        theirs.remove(theirs.all()[0])
        assert theirs.fits(apps.offer()) and not theirs.fits(apps.offer(with_codes=False))


def test_nobody_has_more_than_five(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, _ = with_app(session, clock)
        for _ in range(MOST - 1):
            give_app(session, owner, clock)
        with pytest.raises(TooManyApps):
            give_app(session, owner, clock)
        assert len(apps_of(session, owner, clock).all()) == MOST


# The QR code


def test_the_address_in_the_qr_code_names_city_and_account(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, offer = owner_of(session, clock), apps.offer()
    address = urlsplit(offer.address(owner, "City of Encinitas"))
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert address.path == "/City%20of%20Encinitas:marisol%40example.com"
    assert parse_qs(address.query) == {"secret": [offer.secret], "issuer": ["City of Encinitas"]}
    assert "+" not in address.query


def test_the_longest_email_still_fits_a_qr_code() -> None:
    owner = Owner("account_id", 1, "x", "𝕞" * 254, "x")
    assert segno.make(apps.offer().address(owner, "Ciudad de Cañón City"), error="m")


# Codes


@pytest.mark.parametrize("seconds", [-30, -1, 0, 29, 30, 59])
def test_a_clock_that_is_half_a_minute_off_is_near_enough(database: Database, clock: FixedClock, seconds: int) -> None:
    with database.writing() as session:
        owner, offer = with_app(session, clock)
        clock.advance(minutes=5)
        code = shown(offer.secret, clock.now() + timedelta(seconds=seconds))
        assert apps_of(session, owner, clock).try_code(code) is None


@pytest.mark.parametrize("seconds", [-61, -31, 60, 61, 3600])
def test_a_clock_that_is_further_off_is_not(database: Database, clock: FixedClock, seconds: int) -> None:
    with database.writing() as session:
        owner, offer = with_app(session, clock)
        clock.advance(minutes=5)
        code = shown(offer.secret, clock.now() + timedelta(seconds=seconds))
        assert apps_of(session, owner, clock).try_code(code) is Refusal.WRONG


def test_a_code_works_once(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, offer = with_app(session, clock)
        code = shown(offer.secret, clock.now())
        assert apps_of(session, owner, clock).try_code(code) is None
        assert apps_of(session, owner, clock).try_code(code) is Refusal.WRONG
        assert apps_of(session, owner, clock).all()[0].last_used_at == clock.now()


def test_the_code_that_added_the_app_does_not_work_again(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = owner_of(session, clock)
        offer = give_app(session, owner, clock)
        theirs = apps_of(session, owner, clock)
        assert theirs.try_code(shown(offer.secret, clock.now())) is Refusal.WRONG
        assert theirs.try_code(shown(offer.secret, clock.now(), steps=1)) is None


def test_after_a_newer_code_an_older_one_is_too_old(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, offer = with_app(session, clock)
        theirs = apps_of(session, owner, clock)
        assert theirs.try_code(shown(offer.secret, clock.now(), steps=1)) is None
        for steps in (-1, 0, 1):
            assert theirs.try_code(shown(offer.secret, clock.now(), steps=steps)) is Refusal.WRONG


def test_any_of_several_apps_will_do_and_each_counts_its_own_codes(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, one = with_app(session, clock)
        other = give_app(session, owner, clock)
        clock.advance(minutes=1)
        theirs = apps_of(session, owner, clock)
        for offer in (other, one):
            assert theirs.try_code(shown(offer.secret, clock.now())) is None
        assert [app.last_used_at for app in theirs.all()] == [clock.now()] * 2 and theirs.recovery_codes_left() == 10


def test_the_code_of_somebody_elses_app_is_wrong(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, _ = with_app(session, clock)
        _, others = with_app(session, clock, OTHER)
        assert apps_of(session, owner, clock).try_code(shown(others.secret, clock.now())) is Refusal.WRONG


@pytest.mark.parametrize("odd", ["", "1", "١٢٣٤٥٦", "é" * 14, "x" * 10_000, "\0" * 6, "7KQ4-TBXW-M2PH"])
def test_garbage_is_a_wrong_code(database: Database, clock: FixedClock, odd: str) -> None:
    with database.writing() as session:
        owner, _ = with_app(session, clock)
        assert apps_of(session, owner, clock).try_code(odd) is Refusal.WRONG


def test_without_an_app_every_code_is_wrong(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner = owner_of(session, clock)
        assert apps_of(session, owner, clock).try_code("123456") is Refusal.WRONG


def test_where_the_key_of_the_seal_was_lost_a_recovery_code_still_lets_in(
    database: Database, clock: FixedClock
) -> None:
    with database.writing() as session:
        owner, offer = with_app(session, clock)
        theirs = apps_of(session, owner, clock, Sealer(["another key" * 4]))
        assert theirs.try_code(shown(offer.secret, clock.now())) is Refusal.WRONG
        assert theirs.try_code(offer.recovery_codes[0]) is None
        assert theirs.recovery_codes_left() == 9 and theirs.all()[0].last_used_at is None


# Removing


def test_with_the_last_app_go_the_recovery_codes(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, _ = with_app(session, clock)
        give_app(session, owner, clock)
        theirs = apps_of(session, owner, clock)
        for left, codes in ((1, 10), (0, 0)):
            theirs.remove(theirs.all()[0])
            assert (len(theirs.all()), theirs.recovery_codes_left()) == (left, codes)
        assert not apps.exist(session, owner)
        assert told(session)[2:] == ["An authenticator app was removed"] * 2


def test_an_app_that_another_window_has_removed_is_not_removed_again(database: Database, clock: FixedClock) -> None:
    with database.writing() as session:
        owner, _ = with_app(session, clock)
        theirs = apps_of(session, owner, clock)
        (app,) = theirs.all()
        theirs.remove(app)
        theirs.remove(app)
        assert told(session).count("An authenticator app was removed") == 1
