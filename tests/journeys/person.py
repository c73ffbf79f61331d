"""Somebody in front of a browser, who goes from page to page; each page is judged when they come to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.journeys.ways import Way
from tests.support.browsing import Visits, path_of
from tests.support.judging import faults, faults_of_static


class Person:
    """Finds everything by what no language changes: names of fields, addresses, roles."""

    def __init__(self, visits: Visits, way: Way, path: str = "/", **options: Any) -> None:
        self.visits, self.way = visits, way
        self.faults: list[str] = []
        self.taps = 0
        self.judged: set[tuple[str, str]] = set()
        opened = {"language": way.language, "width": way.width, "javascript": way.javascript, **options}
        self.page: Page = visits.open(path, **opened)
        self.look()

    def at(self, selector: str) -> Locator:
        """The first thing that is to be seen of those which the selector finds."""
        return self.page.locator(selector).filter(visible=True).first

    @property
    def path(self) -> str:
        return path_of(self.page)

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def text(self) -> str:
        return self.page.locator("main").inner_text()

    def go(self, path: str) -> None:
        """As somebody who opens a bookmark or a link in a letter."""
        self.page.goto(path)
        self.look()

    def follow(self, selector: str) -> None:
        """Press what leads to another page."""
        self._move(self._tapping(selector))

    def press(self, selector: str) -> None:
        """Press what changes a part of this page by a script, and leads to the whole page without one.

        What comes of it is there a moment later: fill, see and expect wait for it.
        """
        act = self._tapping(selector)
        if self.way.javascript:
            act()
        else:
            self._move(act)

    def follow_result(self) -> None:
        """From the page of a job to what it leads to; without a script somebody looks again until it is there."""
        done = self.page.locator("#job a.btn-primary")
        for _second in range(20):
            if self.way.javascript or done.is_visible():
                break
            self.page.wait_for_timeout(500)
            self.page.reload()
        self.follow("#job a.btn-primary")

    def open(self, selector: str) -> None:
        """Press what opens on the spot, as ``details``."""
        self._tapping(selector)()

    def confirm(self, form: str) -> None:
        """Press what asks once more, and then the true button of the form inside."""
        self.open(f"details:has({form}) > summary")
        self.follow(f"{form} button")

    def fill(self, **values: str) -> None:
        """Type into fields by their names; a hyphen of a name is written as two underlines."""
        for name, value in values.items():
            self.taps += 1
            self.at(f'[name="{name.replace("__", "-")}"]').fill(value)

    def choose(self, name: str, value: str) -> None:
        """A tick, a radio button or an option, by its value."""
        control = self.page.locator(f'[name="{name}"]')
        if control.first.evaluate("field => field.tagName") == "SELECT":
            control.select_option(value)
            return
        self.taps += 1
        wanted = self.page.locator(f'[name="{name}"][value="{value}"]')
        wanted.evaluate("field => field.scrollIntoView({block: 'center'})")  # out from under what stays in view
        wanted.check(force=True)

    def see(self, text: str, within: str = "main") -> None:
        """Fails unless the text comes to be seen there."""
        expect(self.page.locator(within).first).to_contain_text(text)

    def look(self) -> None:
        """Judge the page, once for each address and heading."""
        self.page.wait_for_load_state()
        seen = (self.path, self.heading)
        if seen not in self.judged:
            self.faults += [f"{self.path} ({self.way}): {fault}" for fault in self._faults()]
            self.judged.add(seen)

    def _faults(self) -> list[str]:
        """With axe every third page; at the contrasts of each kind of page looks the crawl, and at those of each
        component, in light and dark, the gallery."""
        judge = faults if self.way.javascript else faults_of_static
        return judge(self.page, self.way.language, deep=len(self.judged) % 3 == 0, colours=False)

    def _tapping(self, selector: str) -> Callable[[], None]:
        found = self.at(selector)

        def tap() -> None:
            self.taps += 1
            found.click()

        return tap

    def _move(self, act: Callable[[], None]) -> None:
        with self.page.expect_navigation():
            act()
        self.look()
