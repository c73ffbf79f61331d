"""Judges a page that a browser shows: what no page of Qiao may have, whatever stands on it."""

from __future__ import annotations

from playwright.sync_api import Browser, Page, Route

from tests.support.browsing import axe

TOO_WIDE = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const scrolls = one => one !== document.body && getComputedStyle(one).overflowX !== "visible";
  const kept = one => one.parentElement && (scrolls(one.parentElement) || kept(one.parentElement));
  const out = [...document.querySelectorAll("body *")].filter(
    one => one.getBoundingClientRect().right > root.clientWidth && !kept(one));
  const wide = out.slice(0, 2).concat(out.slice(-1)).map(one => one.outerHTML.slice(0, 90).replace(/\\s+/g, " "));
  return [`${root.scrollWidth - root.clientWidth} px`, ...wide];
}"""
"""By how much a page scrolls sideways, and what reaches beyond its right edge: outermost and innermost."""
HTML_LANG = {"en": "en", "zh": "zh-Hans", "fr": "fr"}


def faults(page: Page, language: str, *, deep: bool = True) -> list[str]:
    """What is wrong with the page as it stands, by one line each. ``deep``: with axe, which takes half a second."""
    found = []
    if (count := page.locator("h1").count()) != 1:
        found.append(f"{count} h1")
    if (spoken := page.evaluate("document.documentElement.lang")) != HTML_LANG[language]:
        found.append(f"lang is {spoken!r}")
    if wide := page.evaluate(TOO_WIDE):
        found.append(f"scrolls sideways: {' … '.join(wide)}")
    return found + (axe(page) if deep else [])


def faults_of_static(browser: Browser, page: Page, language: str) -> list[str]:
    """``faults`` of a page whose browser runs no scripts: axe is one, so that a copy of the page is judged instead."""
    context = browser.new_context(viewport=page.viewport_size, service_workers="block")
    try:
        copy = context.new_page()
        html = page.content().replace("<noscript>", "").replace("</noscript>", "")
        copy.route("**/*", lambda route: _answer(route, page.url, html))
        copy.goto(page.url)
        return faults(copy, language)
    finally:
        context.close()


def _answer(route: Route, url: str, html: str) -> None:
    """The page itself from its copy, styles and pictures from the server, no script at all."""
    if route.request.resource_type == "document":
        route.fulfill(body=html, content_type="text/html; charset=utf-8")
    elif route.request.resource_type == "script":
        route.fulfill(body="", content_type="text/javascript")
    else:
        route.continue_()
