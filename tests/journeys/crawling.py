"""A crawler: from where somebody begins, along all links of each page, to each kind of page once."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urljoin, urlsplit

from flask import Flask
from playwright.sync_api import Error, Page
from werkzeug.exceptions import HTTPException

from app.accounts.models import User
from tests.support.browsing import Visits
from tests.support.judging import faults

FILES = {"static", "meetings.calendar_file", "files.download", "registrations.logo", "health.alive", "health.ready"}
"""What answers with a file or a word instead of a page."""
CHOOSING = ("step", "use")
"""What makes one address lead to pages of several kinds."""
HREFS = "links => links.map(link => link.href)"


@dataclass
class Crawl:
    """All pages in one language and width; ``found`` is what is wrong with them."""

    visits: Visits
    app: Flask
    language: str
    width: int
    deep: bool = True
    """Whether axe looks at each kind of page once."""
    found: list[str] = field(default_factory=list)
    reached: dict[str, set[str]] = field(default_factory=dict)
    """Kinds of pages by who came to them."""
    examined: set[str] = field(default_factory=set)

    def walk(self, who: str, starts: Iterable[str], user: User | None = None) -> None:
        """Go to all pages that lead on from ``starts``, as ``user`` or as somebody who has not signed in."""
        page = self.visits.open(f"/?lang={self.language}", user=user, language=self.language, width=self.width)
        seen: set[str] = set()
        todo = deque(["/", *starts])
        while todo:
            path = todo.popleft()
            if self.kind(path) not in seen | FILES:
                seen.add(self.kind(path))
                todo.extend(self._look(page, path, who, seen))
        self.reached[who] = seen

    def kind(self, path: str) -> str:
        """The endpoint and the words that choose between pages of one, as the steps of the welcome."""
        parts = urlsplit(path)
        try:
            endpoint, values = self.app.url_map.bind("").match(parts.path, method="GET")
        except HTTPException:
            return path
        said = {**dict(parse_qsl(parts.query)), **values}
        return " ".join((str(endpoint), *(str(said[name]) for name in CHOOSING if name in said)))

    def _look(self, page: Page, path: str, who: str, seen: set[str]) -> list[str]:
        """Open the page and judge it; where its links lead to."""
        try:
            page.goto(path)
        except Error as broken:
            self.found.append(f"{who} {path}: {broken.message.splitlines()[0]}")
            page.goto("about:blank")
            return []
        kind = self.kind(page.url)
        seen.add(kind)
        deep = self.deep and kind not in self.examined
        self.examined.add(kind)
        self.found += [f"{who} {path}: {fault}" for fault in faults(page, self.language, deep=deep)]
        links = page.locator("a[href]").evaluate_all(HREFS)
        return [_path(link) for link in links if urljoin(link, "/") == f"{self.visits.origin}/" and "lang=" not in link]


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
