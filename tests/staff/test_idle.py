"""What a page asks for by itself keeps nobody signed in: a member who went away is signed out (NIST AAL1)."""

import pytest
from flask import Flask

from css.core.clock import FixedClock
from tests.staff.conftest import RUBEN, SignIn

PAGES = ("/staff/legacy/imports/{id}/standing", "/staff/legacy/campaign/{id}/figures")


@pytest.mark.parametrize("path", PAGES)
def test_polling_keeps_nobody_signed_in(app: Flask, sign_in: SignIn, clock: FixedClock, path: str) -> None:
    ruben = sign_in(RUBEN)
    for _ in range(31):
        clock.advance(minutes=1)
        ruben.get(path.format(id="a" * 20), hx=True)
    assert ruben.get("/staff/legacy").location == "/staff"


def test_looking_does(sign_in: SignIn, clock: FixedClock) -> None:
    ruben = sign_in(RUBEN)
    for _ in range(31):
        clock.advance(minutes=1)
        ruben.get("/staff/legacy/imports")
    assert ruben.get("/staff/legacy").status_code == 200
