"""Reads pages as a browser without scripts does: elements by simple selectors, forms as they would be sent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser
from typing import Any

from werkzeug.test import TestResponse

TOKEN = re.compile(r'(name="csrf_token" value=)"[^"]*"')
VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "use"})


@dataclass
class Node:
    tag: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    inside: list[Node | str] = field(default_factory=list)

    def all(self) -> Iterator[Node]:
        """This element and all below it, in order."""
        yield self
        for part in self.inside:
            if isinstance(part, Node):
                yield from part.all()

    @property
    def text(self) -> str:
        """What one reads in it, with single spaces."""
        parts = [part.text if isinstance(part, Node) else part for part in self.inside]
        return " ".join(" ".join(parts).split())

    def find(self, selector: str) -> list[Node]:
        """By ``tag``, ``#id``, ``.class`` or ``[name=value]``."""
        return [node for node in self.all() if node.meets(selector)]

    def meets(self, selector: str) -> bool:
        if selector.startswith("#"):
            return self.attributes.get("id") == selector[1:]
        if selector.startswith("."):
            return selector[1:] in (self.attributes.get("class") or "").split()
        if selector.startswith("["):
            name, _, value = selector[1:-1].partition("=")
            return self.attributes.get(name) == value
        return self.tag == selector


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("document")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, dict(attrs))
        self.open[-1].inside.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].inside.append(Node(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if any(node.tag == tag for node in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].inside.append(data)


def read(page: Any) -> Node:
    """The document of a response (or of a text)."""
    return _document(page if isinstance(page, str) else page.text)


@lru_cache(maxsize=4)
def _document(text: str) -> Node:
    """A test asks several things about one page."""
    builder = _Builder()
    builder.feed(text)
    return builder.open[0]


def without_tokens(page: Any) -> str:
    """What a page says but for the tokens of its forms, which tell the second that they were made in."""
    return TOKEN.sub(r"\1", page.text)


def text_of(page: Any, selector: str) -> str:
    """What one reads in all elements that a selector finds, parted by " | "."""
    return " | ".join(node.text for node in read(page).find(selector))


def buttons(page: Any, act: str, name: str = "act") -> list[str]:
    """The values of the buttons of this name that begin so."""
    found = [node.attributes.get("value") or "" for node in read(page).find(f"[name={name}]")]
    return [value for value in found if value.startswith(act)]


def fields_of(page: Any, form: str | Node = "#event-form") -> dict[str, Any]:
    """What a browser sends of a form as it stands, without any button; several values of one name as a list."""
    sent: dict[str, list[str]] = {}
    found = form if isinstance(form, Node) else read(page).find(form)[0]
    for node in found.all():
        name = node.attributes.get("name")
        if name:
            sent.setdefault(name, []).extend(_values(node))
    return {name: values[0] if len(values) == 1 else values for name, values in sent.items() if values}


def _values(node: Node) -> list[str]:
    kind = node.attributes.get("type", "text")
    if node.tag == "textarea":
        return ["".join(part for part in node.inside if isinstance(part, str)).removeprefix("\r\n")]
    if node.tag == "select":
        options = node.find("option")
        chosen = [option for option in options if "selected" in option.attributes] or options[:1]
        return [option.attributes.get("value") or "" for option in chosen]
    if node.tag != "input" or (kind in ("checkbox", "radio") and "checked" not in node.attributes):
        return []
    return [node.attributes.get("value") or ""]


def is_loaded_anew_once(answer: TestResponse) -> bool:
    """Whether what htmx puts in place of a fragment loads the page behind anew, and asks no more itself."""
    again = read(answer).find("[http-equiv=refresh]")
    asks = "hx-trigger" in answer.text or "HX-Refresh" in answer.headers
    return [one.attributes["content"] for one in again] == ["0"] and not asks
