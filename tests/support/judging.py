"""Judges a page that a browser shows: what no page of Qiao may have, whatever stands on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from tests.support.browsing import axe

MEASURES = """() => {
  const root = document.documentElement;
  const said = {headings: document.querySelectorAll("h1").length, language: root.lang, wide: []};
  if (root.scrollWidth <= root.clientWidth) return said;
  const scrolls = one => one !== document.body && getComputedStyle(one).overflowX !== "visible";
  const kept = one => one.parentElement && (scrolls(one.parentElement) || kept(one.parentElement));
  const out = [...document.querySelectorAll("body *")].filter(
    one => one.getBoundingClientRect().right > root.clientWidth && !kept(one));
  const wide = out.slice(0, 2).concat(out.slice(-1)).map(one => one.outerHTML.slice(0, 90).replace(/\\s+/g, " "));
  return {...said, wide: [`${root.scrollWidth - root.clientWidth} px`, ...wide]};
}"""
"""In one go: how many headings, the language, and by how much the page scrolls sideways, with what reaches beyond its
right edge: outermost and innermost."""
HTML_LANG = {"en": "en", "zh": "zh-Hans", "fr": "fr"}


def faults(page: Page, language: str, *, deep: bool = True) -> list[str]:
    """What is wrong with the page as it stands, by one line each. ``deep``: with axe, which takes half a second."""
    measured = page.evaluate(MEASURES)
    found = []
    if measured["headings"] != 1:
        found.append(f"{measured['headings']} h1")
    if measured["language"] != HTML_LANG[language]:
        found.append(f"lang is {measured['language']!r}")
    if measured["wide"]:
        found.append(f"scrolls sideways: {' … '.join(measured['wide'])}")
    return found + (axe(page) if deep else [])


def faults_of_static(page: Page, language: str) -> list[str]:
    """``faults`` of a page whose browser runs no scripts."""
    with scripts_lent(page):
        return faults(page, language)


@contextmanager
def scripts_lent(page: Page) -> Iterator[None]:
    """Scripts run within the block, for axe is one. Those of the page, passed over as it came, do not run any more."""
    tools = page.context.new_cdp_session(page)
    tools.send("Emulation.setScriptExecutionDisabled", {"value": True})  # or the next line would change nothing
    tools.send("Emulation.setScriptExecutionDisabled", {"value": False})
    try:
        yield
    finally:
        tools.send("Emulation.setScriptExecutionDisabled", {"value": True})
        tools.detach()
