"""The links of a letter speak its language: who comes by one without an account or a choice reads on in it."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit, urlunsplit

LABEL = r"(?:[^\s>*-].{0,23}?(?:\u00a0?: |：))?"
"""What may stand before a link on its line: a word or two, as ``Answer: ``."""
NAME = "in"
"""What the language is called in an address."""
GUESSED = frozenset({"accounts/invitation"})
"""Letters whose language is that of who had them written: their reader is a stranger, whose browser knows better."""


def spoken_in(language: str, address: str) -> str:
    """The address of a page in ``language`` (en, zh or fr); one that says its language already stays as it is."""
    if "?" not in address and "#" not in address:
        return f"{address}?{NAME}={language}"
    parts = urlsplit(address)
    if NAME in parse_qs(parts.query):
        return address
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, f"{NAME}={language}")))))


def links_spoken_in(language: str, body: str, *, base_url: str) -> str:
    """A letter whose links of this house, each on a line of its own, with or without a word before it that says what it
    does, lead to pages in its language. An address within a sentence is typed off, and stays short."""
    house = f"{base_url.rstrip('/')}/"
    link = re.compile(rf"({LABEL})({re.escape(house)}\S+)")
    found = ((line, link.fullmatch(line) if house in line else None) for line in body.split("\n"))
    return "\n".join(one[1] + spoken_in(language, one[2]) if one else line for line, one in found)
