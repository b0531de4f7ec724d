"""Going back, going on in two tabs, pressing twice: nothing typed is lost, nothing is mixed up."""

import pytest
from sqlmodel import select

from css.models import AccountState, OutboxMessage, Review
from css.registrations import drafts
from css.web import login
from tests import builders
from tests.wizard.browser import STEPS, Resident
from tests.wizard.portals import opened

CHANGED = "This registration was changed in another window"


class TestBack:
    """Back keeps what was typed and shows the step before."""

    def test_what_was_typed_is_there_again(self, resident: Resident) -> None:
        sent = resident.at("address").send("address", back=True, city="Leucadia", unit="Apt 4")
        assert sent.location == "/registration/personal-info"
        page = resident.get("personal-info")
        assert page.status == 200
        resident.send("personal-info")
        page = resident.get("address")
        assert (page.value("city"), page.value("unit")) == ("Leucadia", "Apt 4")

    def test_what_was_typed_wrong_is_there_again_as_it_was(self, resident: Resident) -> None:
        resident.at("address").send("address", back=True, zip_code="wrong", city="")
        page = resident.get("address")
        assert (page.value("zip_code"), page.value("city")) == ("wrong", "")
        assert page.summary == {}

    def test_a_finished_step_made_wrong_is_unfinished(self, resident: Resident) -> None:
        resident.at("submit").send("address", back=True, zip_code="wrong")
        assert resident.registration.finished == ["acknowledgement", "personal-info"]
        assert resident.get("personal-info").link("Address") == ""

    def test_a_finished_step_still_right_stays_finished(self, resident: Resident) -> None:
        resident.at("submit").send("address", back=True, city="Leucadia")
        assert set(resident.registration.finished) == set(STEPS)
        assert resident.get("personal-info").link("Address") == "/registration/address"

    def test_a_step_made_wrong_shuts_those_behind_it(self, resident: Resident) -> None:
        resident.at("submit").send("personal-info", back=True, contact_preference="")
        assert resident.get("address").location == "/registration/personal-info"
        assert resident.get().location == "/registration/personal-info"

    def test_it_finishes_nothing(self, resident: Resident) -> None:
        resident.at("address").send("address", back=True)
        assert "address" not in resident.registration.finished
        assert resident.account.state == AccountState.INCOMPLETE

    def test_it_accepts_nothing(self, resident: Resident) -> None:
        resident.at("acknowledgement").send("acknowledgement", back=True)
        assert resident.registration.finished == []

    def test_it_does_not_accept_the_text_of_another_language(self, marisol: Resident) -> None:
        marisol.at("personal-info")
        spanish = marisol.get("acknowledgement?lang=es").value("accepted")
        marisol.send("acknowledgement", back=True, accepted=spanish)
        assert marisol.registration.acknowledgement == builders.jurisdiction().acknowledgement("en").digest

    def test_what_is_too_long_to_be_kept_is_said_and_not_lost(self, resident: Resident) -> None:
        page = resident.at("address").send("address", back=True, city="x" * 101)
        assert page.status == 422
        assert page.message("city") == "This is too long: please shorten it"
        assert page.value("city") == "x" * 101

    def test_from_a_page_that_is_out_of_date_it_says_so_and_keeps_what_was_typed(self, resident: Resident) -> None:
        old = resident.at("address").registration.version
        resident.send("address", back=True, city="Leucadia")
        page = resident.send("address", back=True, city="Cardiff", version=old)
        assert page.status == 409
        assert page.value("city") == "Cardiff"
        assert resident.registration.answers["address"]["city"] == "Leucadia"

    def test_pressed_twice_it_does_no_harm(self, resident: Resident) -> None:
        old = resident.at("address").registration.version
        for _press in range(2):
            assert resident.send("address", back=True, city="Leucadia", version=old).status == 303
        assert resident.registration.version == old + 1


class TestTwoTabs:
    """Two tabs of one resident."""

    def test_the_older_one_is_told_and_its_words_are_kept(self, resident: Resident) -> None:
        old = resident.at("address").registration.version
        resident.another_tab().send("personal-info", company="Peña Tile")
        page = resident.send("address", city="Leucadia", version=old)
        assert page.status == 409
        assert CHANGED in page.words
        assert page.value("city") == "Leucadia"
        assert "address" not in resident.registration.answers

    def test_the_second_press_wins(self, resident: Resident) -> None:
        old = resident.at("personal-info").registration.version
        resident.another_tab().send("personal-info", company="Here")
        page = resident.send("personal-info", company="There", version=old)
        again = resident.send("personal-info", company="There", version=int(page.value("version")))
        assert again.status == 303
        assert resident.registration.answers["personal-info"]["company"] == "There"

    def test_the_same_words_in_both_are_no_matter(self, resident: Resident) -> None:
        old = resident.at("personal-info").registration.version
        assert resident.another_tab().send("personal-info", version=old).status == 303
        assert resident.send("personal-info", version=old).location == "/registration/address"

    @pytest.mark.parametrize("version", ["", "x", "-7", "9" * 5000, "1e3"])
    def test_a_page_without_a_version_is_out_of_date(self, resident: Resident, version: str) -> None:
        resident.at("address")
        page = resident.post("address", {**resident.person.steps["address"], "version": version})
        assert page.status == 409

    def test_what_is_submitted_in_one_is_submitted_in_the_other(self, resident: Resident) -> None:
        other = resident.at("address").another_tab()
        resident.send("address")
        for path in ("", "address", "personal-info", "cancel"):
            assert other.get(path).location == "/status"
        assert other.send("address", city="Leucadia").location == "/status"
        assert resident.registration.answers["address"]["city"] == "Encinitas"


class TestSubmittingTwice:
    """A double click on Submit."""

    def test_it_is_one_review_and_one_mail(self, resident: Resident) -> None:
        version = resident.at("address").registration.version
        for _press in range(2):
            assert resident.send("address", version=version).location == "/status"
        with resident.database.reading() as session:
            assert len(session.exec(select(Review)).all()) == 1
            mails = session.exec(select(OutboxMessage).where(OutboxMessage.kind == "registration-received")).all()
            assert len(mails) == 1

    @pytest.mark.parametrize("back", [False, True])
    def test_submitted_in_another_tab_just_before_this_press_it_leads_to_where_it_stands(
        self, resident: Resident, back: bool
    ) -> None:
        version = resident.at("address").registration.version
        with opened(resident.database, resident.clock) as app:
            app.before_request(lambda: _submit_after_the_guard(resident))
            pressed = resident.another_tab(app).send("address", back=back, city="Cardiff", version=version)
        assert pressed.location == "/registration"
        assert resident.get().location == "/status"
        assert resident.registration.answers["address"]["city"] == "Encinitas"


def _submit_after_the_guard(resident: Resident) -> None:
    """The guard has seen an account that may register; by now it has not."""
    login.resident()
    if resident.account.state == AccountState.INCOMPLETE:
        with resident.writing() as session:
            draft = drafts.of_account(session, resident.account.id or 0)
            builders.fill_in(session, draft, resident.clock.now())
            builders.submit(session, draft, resident.clock.now())


class TestProgress:
    """A bar of the progress leads to its step, and keeps what was typed here as Back does."""

    def test_what_was_typed_is_kept_and_the_step_that_was_asked_for_is_shown(self, resident: Resident) -> None:
        sent = resident.at("address").send("address", back=True, to="acknowledgement", city="Leucadia")
        assert sent.location == "/registration/acknowledgement"
        assert resident.get("address").value("city") == "Leucadia"

    @pytest.mark.parametrize("nowhere", ["", "nonsense", "../../", "https://example.org"])
    def test_what_is_no_open_step_is_the_one_before(self, resident: Resident, nowhere: str) -> None:
        sent = resident.at("address").send("address", back=True, to=nowhere)
        assert sent.location == "/registration/personal-info"

    def test_a_step_ahead_is_not_reached_by_it(self, resident: Resident) -> None:
        sent = resident.at("personal-info").send("personal-info", back=True, to="address", contact_preference="")
        assert sent.location == "/registration/acknowledgement"
