"""What a page's form would send if somebody pressed one of its buttons."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any


class _Form(HTMLParser):
    """Reads the first form of <main> that posts."""

    def __init__(self, identifier: str) -> None:
        super().__init__()
        self.identifier = identifier
        self.found: dict[str, list[str]] = {}
        self.inside = self.done = False
        self.area = self.select = ""

    def handle_starttag(self, tag: str, pairs: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in pairs}
        if tag == "form" and given.get("method") == "post" and not self.done:
            self.inside = not self.identifier or given.get("id") == self.identifier
        elif self.inside and tag == "input" and given.get("name"):
            self._input(given)
        elif self.inside and tag == "textarea":
            self.area = given["name"]
            self.found[self.area] = [""]

        elif self.inside and tag == "select":
            self.select = given["name"]
        elif tag == "option" and self.select and (self.select not in self.found or "selected" in given):
            self.found[self.select] = [given.get("value", "")]

    def _input(self, given: dict[str, str]) -> None:
        ticked = given.get("type") not in ("checkbox", "radio") or "checked" in given
        if ticked and given.get("type") not in ("submit", "file"):
            self.found.setdefault(given["name"], []).append(given.get("value", "on"))

    def handle_data(self, data: str) -> None:
        if self.area:
            self.found[self.area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.found[self.area] = [self.found[self.area][0].removeprefix("\r\n").removeprefix("\n")]
            self.area = ""
        elif tag == "select":
            self.select = ""
        elif tag == "form" and self.inside:
            self.inside, self.done = False, True


def fields(page: Any, identifier: str = "", **changes: Any) -> dict[str, Any]:
    """The fields of the page's first posting form below the masthead, with these changed."""
    form = _Form(identifier)
    form.feed(page.text.partition("<main")[2])
    return {**form.found, **changes}
