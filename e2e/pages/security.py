"""What a resident sees to themselves: sessions, the password, and the warning before a session ends."""

from typing import Self

from playwright.sync_api import Locator, Route, TimeoutError, expect

from e2e.pages.screen import Screen

LEFT = "**/session/left"


class Sessions(Screen):
    """Every browser in which the resident is signed in."""

    heading = "Where you are signed in"

    def open(self) -> Self:
        self.visitor.go("/dashboard/sessions")
        return self.shown()

    @property
    def listed(self) -> Locator:
        return self.page.get_by_role("main").get_by_role("listitem")

    @property
    def ends(self) -> Locator:
        """The buttons that end another session."""
        return self.button("End this session: ")

    def end_all(self) -> None:
        self.press(self.button("End all sessions"))


class ChangePassword(Screen):
    """The old password and a new one."""

    heading = "Change your password"

    def open(self) -> Self:
        self.visitor.go("/dashboard/password")
        return self.shown()

    @property
    def current(self) -> Locator:
        return self.page.get_by_label("Current password")

    @property
    def new(self) -> Locator:
        return self.page.get_by_label("New password")

    def change(self, current: str, new: str) -> None:
        self.current.fill(current)
        self.new.fill(new)
        self.press(self.button("Save new password"))


class IdleWarning(Screen):
    """The dialog before a session ends for idleness. The page's clock is moved; what the server says may be made up."""

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("alertdialog", name="Are you still there?")

    @property
    def stay(self) -> Locator:
        return self.dialog.get_by_role("button", name="Stay signed in")

    def server_says(self, seconds: int) -> None:
        """From now on the server is said to have answered so."""
        self.hear_the_server()

        def answer(route: Route) -> None:
            route.fulfill(body=str(seconds), content_type="text/plain")

        self.page.route(LEFT, answer)

    def hear_the_server(self) -> None:
        self.page.unroute(LEFT)

    def pass_time(self, minutes: float) -> None:
        """On this page's clock alone; again, where the page had not begun to watch it yet."""
        for _ in range(5):
            try:
                with self.page.expect_response(LEFT, timeout=3_000):
                    self.page.clock.fast_forward(int(minutes * 60_000))
            except TimeoutError:
                continue
            return
        raise AssertionError("the page never asked how long is left")

    def shown(self) -> Self:
        expect(self.dialog).to_be_visible()
        return self
