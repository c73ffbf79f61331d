"""A real browser, watched: what it complains of on any page fails the test."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from app.accounts.models import User

FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
DESKTOP, PHONE = 1280, 390
PATIENCE_MILLISECONDS = 30_000
"""What is there at once on a quiet machine takes its time beside other processes."""
expect.set_options(timeout=PATIENCE_MILLISECONDS)
HEIGHTS = {DESKTOP: 800, PHONE: 844}
WECHAT = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
    "Chrome/130.0.0.0 Mobile Safari/537.36 MMWEBID/1 MicroMessenger/8.0.50 WeChat/arm64 Language/zh_CN"
)
BLOCKED = "Service Worker registration blocked by Playwright"
ANSWERED = re.compile(r"Failed to load resource: the server responded with a status of (4\d\d)")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium if there is one, else Playwright's own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"), args=FLAGS
        )
        yield browser
        browser.close()


@dataclass
class Watch:
    """Hears what a browser complains of: console, scripts, CSP, dialogs, other hosts, answers from 400 up."""

    origin: str
    heard: list[str] = field(default_factory=list)
    allowed: set[int] = field(default_factory=set)
    """Statuses that the test means to see, as a 409."""
    disconnects: bool = False
    """Whether the test takes the network away, which the browser complains of."""

    def follow(self, context: BrowserContext) -> None:
        context.on("console", self.console)
        context.on("weberror", lambda error: self.heard.append(f"script: {error.error}"))
        context.on("dialog", self.dialog)
        context.on("request", self.request)
        context.on("response", self.response)

    def console(self, message: ConsoleMessage) -> None:
        # what the page itself was answered is told by ``response``, which knows what is meant to be
        if message.text == BLOCKED:
            return
        if self.disconnects and re.search("net::ERR_|Failed to fetch", message.text):
            return
        if message.type in {"error", "warning"} and not ANSWERED.match(message.text):
            self.heard.append(f"console: {message.text}")

    def dialog(self, dialog: Any) -> None:
        self.heard.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.origin}/", "data:", "blob:", "about:")):
            self.heard.append(f"other host: {request.url}")

    def response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.allowed:
            self.heard.append(f"status {response.status}: {response.request.method} {response.url}")


@dataclass
class Visits:
    """Opens pages of one server, each in a browser context of its own, and hears them all."""

    browser: Browser
    origin: str
    app: Flask
    watch: Watch = field(init=False)
    opened: list[BrowserContext] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.watch = Watch(self.origin)

    def open(
        self,
        path: str = "/",
        *,
        user: User | None = None,
        language: str = "en",
        width: int = DESKTOP,
        javascript: bool = True,
        **options: Any,
    ) -> Page:
        """A new person's page: signed in as ``user``, with a browser in ``language`` (en, zh, fr)."""
        context = self.browser.new_context(
            base_url=self.origin,
            locale={"zh": "zh-CN"}.get(language, language),
            viewport={"width": width, "height": HEIGHTS.get(width, 800)},
            has_touch=width == PHONE,
            java_script_enabled=javascript,
            **{"service_workers": "block", **options},
        )
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        self.opened.append(context)
        self.watch.follow(context)
        if user is not None:
            context.add_cookies([session_cookie(self.app, user, self.origin)])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(path)
        return page

    def close(self) -> None:
        """Close all; AssertionError if anything was heard."""
        for context in self.opened:
            context.close()
        assert self.watch.heard == [], "\n".join(self.watch.heard)


def session_cookie(app: Flask, user: User, origin: str) -> dict[str, str]:
    """The cookie that a browser holds after ``user`` has signed in."""
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    value = serializer.dumps({"_user_id": user.get_id(), "_fresh": True})
    return {"name": app.config["SESSION_COOKIE_NAME"], "value": value, "url": origin}


def axe(page: Page, context: dict[str, list[list[str]]] | None = None, *, colours: bool = True) -> list[str]:
    """What axe finds wrong with the page, or with what its context leaves: a line a rule and element; empty is good.

    To look at contrasts takes two thirds of its time.
    """
    rules = {} if colours else {"color-contrast": {"enabled": False}}
    found = Axe().run(page, context, {"resultTypes": ["violations"], "rules": rules}).response["violations"]
    return [
        f"{violation['id']} ({violation['impact']}): {json.dumps(node['target'])} {node['html'][:120]}"
        for violation in found
        for node in violation["nodes"]
    ]


def path_of(page: Page) -> str:
    return urlsplit(page.url).path
