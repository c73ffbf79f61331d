"""A crawler: from where somebody begins, along all links of each page, to each kind of page once."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

from flask import Flask
from playwright.sync_api import APIResponse, Error, Page, Response
from werkzeug.exceptions import HTTPException

from app.accounts.models import User
from tests.journeys.walks import Walk
from tests.support.browsing import Visits
from tests.support.judging import faults, faults_of_text

FILES = {
    *(
        "static",
        "calendars.calendar_file",
        "calendars.feed",
        "meetings.list_as_file",
        "meetings.pairs_template",
        "files.download",
        "scheduling.problem_file",
        "scheduling.timetable_file",
        "scheduling.certificate_file",
        "registrations.logo",
        "lists.own_file",
    ),
    *("registrations.answer_file", "importing.import_template", "registrations.certificate_paper"),
    *("registrations.product_picture", "lists.public_logo", "meetings.agenda_picture"),
    *("health.alive", "health.ready", "day.screen_now"),
    *("day.roster", "day.worker", "day.vips", "phone.coming", "scheduling.move", "scheduling.changes"),
    *("outcomes.figures_pdf", "outcomes.figures_sheet"),
    *("outcomes.delegation_figures_pdf", "outcomes.delegation_figures_sheet"),
}
"""What answers with a file, a word or a part of a page instead of a page."""
CHOOSING = ("step", "use")
"""What makes one address lead to pages of several kinds."""
Window = Callable[[], Page]
"""Opened when it is first asked for."""
LINK = re.compile(r'<a\b[^>]*?\shref="([^"]*)"')
UNSEEN = re.compile(r'<input[^>]*type="hidden"[^>]*>|[?&](?:amp;)?next=[^"&]*')


@dataclass
class Crawl:
    """All pages of one walk; ``found`` is what is wrong with them. ``within``: of which endpoints; without any, all."""

    visits: Visits
    app: Flask
    walk: Walk
    within: Callable[[str], bool] = lambda _endpoint: True
    found: list[str] = field(default_factory=list)
    reached: dict[str, set[str]] = field(default_factory=dict)
    """Kinds of pages by who came to them."""
    examined: set[str] = field(default_factory=set)
    """Kinds of pages that somebody has looked at."""
    mains: set[str] = field(default_factory=set)
    """What lies between head and foot of the pages looked at, so that what another sees alike is not opened again."""

    def go(self, who: str, starts: Iterable[str], user: User | None = None) -> None:
        """Go to all pages that lead on from ``starts``, as ``user`` or as somebody who has not signed in."""
        window = cache(lambda: self._page(user))
        seen: set[str] = set()
        todo = deque(starts)
        while todo:
            path = todo.popleft()
            if self.kind(path) not in seen | FILES and self.within(self.kind(path).split()[0]):
                seen.add(self.kind(path))
                todo.extend(self._links(window, path, who, seen))
        self.reached[who] = seen

    def _page(self, user: User | None) -> Page:
        start = f"/?lang={self.walk.language}&theme={self.walk.theme}"
        return self.visits.open(start, user=user, language=self.walk.language, width=self.walk.width)

    def kind(self, path: str) -> str:
        """The endpoint and the words that choose between pages of one, as the steps of the welcome."""
        parts = urlsplit(path)
        try:
            endpoint, values = self.app.url_map.bind("").match(parts.path, method="GET")
        except HTTPException:
            return path
        said = {**dict(parse_qsl(parts.query)), **values}
        return " ".join((str(endpoint), *(str(said[name]) for name in CHOOSING if name in said)))

    def _links(self, window: Window, path: str, who: str, seen: set[str]) -> list[str]:
        """Where the links of the page lead to; it is judged unless another has seen the same."""
        answer = self._fetch(window, path, who) or self._look(window, path, who)
        if answer is None:
            return []
        seen.add(self.kind(answer.url))
        links = [urljoin(answer.url, unescape(href)) for href in LINK.findall(answer.text())]
        return [_path(link) for link in links if urljoin(link, "/") == f"{self.visits.origin}/" and "lang=" not in link]

    def _fetch(self, window: Window, path: str, who: str) -> APIResponse | None:
        """The page without a browser, where that would show what another has seen."""
        if self.kind(path) not in self.examined:
            return None
        answer = window().request.get(path)
        if not answer.ok or main_of(answer.text()) not in self.mains:
            return None
        if answer.headers["content-type"].startswith("text/html"):
            self.found += [f"{who} {path}: {fault}" for fault in faults_of_text(answer.text(), self.walk.language)]
        return answer

    def _look(self, window: Window, path: str, who: str) -> Response | None:
        """Open the page and judge it, once of each kind with axe; none where it does not open."""
        page = window()
        try:
            answer = page.goto(path)
        except Error as broken:
            self.found.append(f"{who} {path}: {broken.message.splitlines()[0]}")
            page.goto("about:blank")
            return None
        assert answer is not None
        kind = self.kind(answer.url)
        deep = kind not in self.examined
        self.examined.add(kind)
        self.mains.add(main_of(answer.text()))
        self.found += [f"{who} {path}: {fault}" for fault in faults(page, self.walk.language, deep=deep)]
        return answer


def main_of(html: str) -> str:
    """What one page says, without the tokens of its forms, new each time, and the place that they lead back to."""
    return UNSEEN.sub("", html[html.find("<main") : html.find("</main>")])


def _path(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
