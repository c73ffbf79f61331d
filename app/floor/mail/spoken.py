"""The links of a letter speak its language: who comes by one without an account or a choice reads on in it."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit, urlunsplit

NAME = "in"
"""What the language is called in an address."""
GUESSED = frozenset({"accounts/invitation"})
"""Letters whose language is that of who had them written: their reader is a stranger, whose browser knows better."""


def spoken_in(language: str, address: str) -> str:
    """The address of a page in ``language`` (en, zh or fr); one that says its language already stays as it is."""
    parts = urlsplit(address)
    if NAME in parse_qs(parts.query):
        return address
    return urlunsplit(parts._replace(query="&".join(filter(None, (parts.query, f"{NAME}={language}")))))


def links_spoken_in(language: str, body: str, *, base_url: str) -> str:
    """A letter whose links of this house, each on a line of its own, lead to pages in its language. An address within
    a sentence is typed off, and stays short."""
    return "\n".join(spoken_in(language, line) if _is_link(line, base_url) else line for line in body.split("\n"))


def _is_link(line: str, base_url: str) -> bool:
    here = f"{base_url.rstrip('/')}/"
    return line.startswith(here) and line != here and not any(sign.isspace() for sign in line)
