"""People as one file of cards (vCard 3.0, RFC 2426), which phones and mail programs read: values in, text out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

MAX_LINE_OCTETS: Final = 75
"""Octets, as RFC 2426 has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactCard:
    """Empty fields are left away. ``country``: its name."""

    name: str
    family_name: str = ""
    given_name: str = ""
    salutation: str = ""
    other_name: str = ""
    organisation: str = ""
    title: str = ""
    email: str = ""
    phone: str = ""
    wechat: str = ""
    website: str = ""
    city: str = ""
    country: str = ""
    note: str = ""


def to_vcard(cards: Iterable[ContactCard]) -> bytes:
    """UTF-8, lines ended by CRLF and folded at 75 octets; nothing typed can begin a property of its own."""
    return "".join(f"{_fold_line(line)}\r\n" for card in cards for line in _card_lines(card)).encode()


def _card_lines(card: ContactCard) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:3.0"
    yield f"FN:{_escape_text(card.name)}"
    family, given_name = (card.family_name, card.given_name) if card.family_name or card.given_name else (card.name, "")
    yield f"N:{_escape_text(family)};{_escape_text(given_name)};;{_escape_text(card.salutation)};"
    for name, value in (
        ("NICKNAME", card.other_name),
        ("ORG", card.organisation),
        ("TITLE", card.title),
        ("EMAIL;TYPE=INTERNET,WORK", card.email),
        ("TEL;TYPE=WORK,VOICE", card.phone),
        ("X-WECHAT", card.wechat),
        ("URL", card.website),
    ):
        if value:
            yield f"{name}:{_escape_text(value)}"
    if card.city or card.country:
        yield f"ADR;TYPE=WORK:;;;{_escape_text(card.city)};;;{_escape_text(card.country)}"
    if card.note:
        yield f"NOTE:{_escape_text(card.note)}"
    yield "END:VCARD"


def _escape_text(text: str) -> str:
    """On one line, with the signs that part values written out."""
    line = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return line.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _fold_line(line: str) -> str:
    """A long line goes on after CRLF and a space; no character is parted."""
    if len(line.encode()) <= MAX_LINE_OCTETS:
        return line
    pieces, size = [""], 0
    for character in line:
        octets = len(character.encode())
        if size + octets > MAX_LINE_OCTETS:
            pieces.append(" ")
            size = 1
        pieces[-1] += character
        size += octets
    return "\r\n".join(pieces)
