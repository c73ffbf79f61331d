"""Judges a page that a browser shows: what no page of Qiao may have, whatever stands on it."""

from __future__ import annotations

import re
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
SHAPE = """() => {
  const count = {};
  document.querySelectorAll("[id]").forEach(one => count[one.id] = (count[one.id] || 0) + 1);
  const said = new Set(["href", "src", "action", "value", "title", "alt", "placeholder", "content", "nonce", "lang"]);
  const refers = new Set(["for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "form", "list"]);
  const mark = ({name, value}) => {
    if (name === "id") return count[value] > 1 ? "id=twice" : "id";
    if (refers.has(name)) return `${name}=${value.split(/\\s+/).every(one => count[one])}`;
    if (said.has(name) || name === "aria-label") return `${name}=${value.trim() !== ""}`;
    return `${name}=${value.replace(/\\d+/g, "0")}`;
  };
  const shape = one => {
    if (one.nodeType === Node.TEXT_NODE) return one.data.trim() && "t";
    if (one.nodeType !== Node.ELEMENT_NODE) return "";
    if (one.tagName === "svg") return "<svg/>";
    const inside = [];
    for (const child of one.childNodes) {
      const part = shape(child);
      if (part && part !== inside.at(-1)) inside.push(part);
      else if (part && child.dataset) child.dataset.alike = "";
    }
    const marks = [...one.attributes].filter(each => each.name !== "data-alike").map(mark);
    return `<${one.tagName} ${marks.join(" ")}>${inside.join("")}</>`;
  };
  return `${innerWidth} ${shape(document.documentElement)}`;
}"""
"""What axe judges a page by, without its words: elements, attributes, whether there is a text and whether a reference
leads anywhere; equal neighbours, as the rows of a table, count once and bear a mark for
axe to pass them over."""
GAP = re.compile(
    r"[^<>]{0,20}[。！？](?:</(?:b|em|small|span|strong)>)*(?P<link></a>)?"
    r"(?: +|\n +)(?:<(?:(?(link)b|[ab])|em|strong)\b[^>]*>)*[^\s<·][^<]{0,20}"
)
"""Two sentences of one line, but for two links; what stands before a dot is a title, and an empty line parts those of a
text."""
HTML_LANG = {"en": "en", "zh": "zh-Hans", "fr": "fr"}


def faults(page: Page, language: str, *, deep: bool = True, colours: bool = True) -> list[str]:
    """What is wrong with the page as it stands, by one line each. ``deep``: with axe, which takes half a second and so
    looks once, in this process, at pages that are alike but for their words; ``colours``: at their contrasts too."""
    measured = page.evaluate(MEASURES)
    found = _ill_headed(measured["headings"], measured["language"], language) + _gaps(page.content(), language)
    if measured["wide"]:
        found.append(f"scrolls sideways: {' … '.join(measured['wide'])}")
    return found + (barriers(page, colours=colours) if deep else [])


def faults_of_text(html: str, language: str) -> list[str]:
    """What is wrong with a page that no browser shows."""
    lang = re.search(r'<html[^>]*? lang="([^"]*)"', html)
    return _ill_headed(len(re.findall(r"<h1[ >]", html)), lang[1] if lang else "", language) + _gaps(html, language)


def _ill_headed(headings: int, lang: str, language: str) -> list[str]:
    found = [] if headings == 1 else [f"{headings} h1"]
    return found if lang == HTML_LANG[language] else [*found, f"lang is {lang!r}"]


def _gaps(html: str, language: str) -> list[str]:
    """Blanks after the stop of a Chinese sentence, which is as wide as one."""
    return [f"a blank after a stop: {one[0]!r}" for one in GAP.finditer(html)] if language == "zh" else []


SEEN: set[tuple[str, bool]] = set()
"""The shapes in which axe has found nothing wrong, and whether it looked at their colours."""


def barriers(page: Page, *, colours: bool = True) -> list[str]:
    """What axe finds in the page, unless it has seen one like it."""
    shape = page.evaluate(SHAPE)
    known = {(shape, True), (shape, colours)} & SEEN
    found = [] if known else axe(page, {"exclude": [["[data-alike]"]]}, colours=colours)
    if not found:
        SEEN.add((shape, colours))
    return found


def faults_of_static(page: Page, language: str, *, deep: bool = True, colours: bool = True) -> list[str]:
    """``faults`` of a page whose browser runs no scripts."""
    with scripts_lent(page):
        return faults(page, language, deep=deep, colours=colours)


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
