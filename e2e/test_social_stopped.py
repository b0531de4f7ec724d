"""It did not work: cancelled, gone back, an answer that was used. A clear page, a way on, and nobody let in."""

import re

import pytest

from css.core.providers import Provider
from e2e import social
from e2e.cities import ENCINITAS, City
from e2e.pages import Acknowledgement, Sessions
from e2e.pages.provider import ProviderPage
from e2e.pages.social import Buttons, Cancelled, Stopped
from e2e.social import CITIES, DEVICES, WITH_AND_WITHOUT_SCRIPT
from e2e.visitor import DESKTOP, NO_SCRIPT, PHONE, Device, Visit, Visitor

pytestmark = pytest.mark.usefixtures("providers")
CALLBACK = re.compile(r"^GET (\S+/callback\?\S+)$")


def callbacks(visitor: Visitor) -> list[str]:
    """The addresses at which this browser came back from a provider, used by now."""
    return [found[1] for found in map(CALLBACK.match, visitor.documents) if found]


@CITIES
@DEVICES
def test_cancelled_at_each_of_the_four_there_are_two_ways_on(visit: Visit, city: City, kind: Device) -> None:
    visitor, resident = visit(kind), social.somebody(city)
    Buttons(visitor).open()
    visitor.look()
    for provider in Provider:
        social.leave(visitor, provider).cancel()
        cancelled = Cancelled(visitor, provider)
        cancelled.says("You stopped there. Nobody was signed in and nothing changed.")
        cancelled.try_again()
        ProviderPage(visitor, provider).cancel()
        cancelled.shown().choose_another_way()
        Buttons(visitor).shown()
    social.leave(visitor, Provider.GOOGLE).cancel()
    cancelled = Cancelled(visitor, Provider.GOOGLE).shown()
    visitor.look()
    social.lets_nobody_in(visitor)
    visitor.page.go_back()
    cancelled.shown().try_again()
    ProviderPage(visitor, Provider.GOOGLE).sign_in(resident.email)
    Acknowledgement(visitor).shown()


@WITH_AND_WITHOUT_SCRIPT
def test_back_from_a_provider_another_one_may_be_taken(visit: Visit, kind: Device) -> None:
    visitor, resident = visit(kind), social.somebody(ENCINITAS)
    Buttons(visitor).open()
    social.leave(visitor, Provider.FACEBOOK)
    visitor.page.go_back()
    Buttons(visitor).shown()
    social.answer(visitor, Provider.GOOGLE, resident)
    Acknowledgement(visitor).shown()


@WITH_AND_WITHOUT_SCRIPT
def test_back_after_being_in_leads_to_where_they_belong(visit: Visit, kind: Device) -> None:
    """The provider's own page, in between, is over by then."""
    visitor, resident = visit(kind), social.somebody(ENCINITAS)
    social.come(visitor, Provider.GOOGLE, resident)
    Acknowledgement(visitor).shown()
    visitor.page.go_back()
    ProviderPage(visitor, Provider.GOOGLE).shown()
    visitor.page.go_back()
    Acknowledgement(visitor).shown()


@pytest.mark.parametrize(
    ("provider", "kind"),
    [
        pytest.param(Provider.GOOGLE, DESKTOP, id="google-desktop"),
        pytest.param(Provider.APPLE, PHONE, id="apple-phone"),
        pytest.param(Provider.APPLE, NO_SCRIPT, id="apple-no-script"),
    ],
)
def test_an_answer_that_was_used_leads_its_owner_home_and_lets_nobody_else_in(
    visit: Visit, kind: Device, provider: Provider
) -> None:
    visitor, resident = visit(kind), social.somebody(ENCINITAS)
    social.come(visitor, provider, resident)
    Acknowledgement(visitor).shown()
    (used,) = callbacks(visitor)
    visitor.page.goto(used)
    Acknowledgement(visitor).shown()

    other = visit(kind)
    for _ in range(2):  # the same once they have begun there
        other.page.goto(used)
        Stopped(other, provider).says("Please begin again")
        assert "code=" not in other.page.url
        social.lets_nobody_in(other)
        social.leave(other, provider)

    Sessions(visitor).open().end_all()
    Buttons(visitor).shown()
    visitor.page.goto(used)
    Stopped(visitor, provider).says("Please begin again")
    social.lets_nobody_in(visitor)


def test_an_answer_of_another_browser_signs_nobody_in(visit: Visit) -> None:
    """Somebody is sent an address with a code that is fresh, to be signed in as somebody else."""
    visitor, victim = visit(), visit()
    visitor.page.route("**/callback?**", lambda route: route.abort())
    social.come(visitor, Provider.GOOGLE, social.somebody(ENCINITAS))
    (fresh,) = callbacks(visitor)
    victim.page.goto(fresh)
    Stopped(victim, Provider.GOOGLE).says("Please begin again")
    social.lets_nobody_in(victim)
    visitor.faults.clear()  # the browser says on the console that the request was stopped
