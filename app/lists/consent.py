"""Who may stand in a list that is made for a purpose, and with which fields.

*Running* the event needs every row. A *hand-over* needs the firm's word for the attendee list; a recipient abroad also
its word for crossing the border; e-mail, phone and WeChat the person's own word. Who was never asked has not agreed.
A firm that agreed, but none of whose people may be named, stands in the list by itself: a row without a person.
A catalogue goes from hand to hand: handed over, it holds whom the firm's word lets be shown in public, and no people.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Purpose(StrEnum):
    RUNNING = "running"
    HANDOVER = "handover"


class Word(StrEnum):
    """What somebody last said to one purpose of the ledger."""

    YES = "yes"
    NO = "no"
    WITHDRAWN = "withdrawn"
    NOT_ASKED = "not_asked"


REFUSALS: Final = (Word.NO, Word.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Said:
    """The newest words that bear on one row: the firm's, and its person's where the row has one. ``person_unasked``:
    the person came into the firm after it was asked, and has said nothing."""

    attendee_list: Word = Word.NOT_ASKED
    source: str = ""
    firm_abroad: Word = Word.NOT_ASKED
    contacts: Word = Word.NOT_ASKED
    person_abroad: Word = Word.NOT_ASKED
    person_unasked: bool = False
    person_listed: Word = Word.NOT_ASKED

    @property
    def to_the_list(self) -> Word:
        """What was said to standing in the list; a firm does not speak for a person whom nobody asked, nor for one who
        said no."""
        if self.attendee_list is Word.YES and self.person_listed in REFUSALS:
            return self.person_listed
        return Word.NOT_ASKED if self.person_unasked else self.attendee_list

    @property
    def of_the_firm(self) -> Said:
        """The firm's words alone, for a row without a person."""
        return Said(self.attendee_list, self.source, self.firm_abroad)


@dataclass(frozen=True, slots=True)
class Use:
    """What a list is made for. ``abroad``: whoever gets a hand-over is, or may be, in another country."""

    purpose: Purpose = Purpose.HANDOVER
    abroad: bool = True


@dataclass(frozen=True, slots=True)
class Verdict:
    """``reason`` is empty for a row that stands in the list; else ``list_``, ``abroad_`` or ``public_`` and the word
    that was said, ``person_`` and the word that keeps this person out of a firm's row, or ``contacts_`` and the word
    that keeps a card from being made.

    ``contacts``, ``inner``: whether e-mail, phone and WeChat, and what only the event's own work needs, are shown.
    """

    reason: str = ""
    contacts: bool = True
    inner: bool = True

    @property
    def firm_alone(self) -> bool:
        """Whether the firm may stand in the list, though this person may not."""
        return self.reason.startswith("person_")


REASONS: Final = (
    *("list_not_asked", "list_no", "list_withdrawn"),
    *("abroad_not_asked", "abroad_no", "abroad_withdrawn"),
    *("person_not_asked", "person_no", "person_withdrawn", "person_abroad_no", "person_abroad_withdrawn"),
    *("public_not_asked", "public_no", "public_withdrawn"),
    *("contacts_not_asked", "contacts_no", "contacts_withdrawn", "contacts_none"),
)


def judge(said: Said, use: Use) -> Verdict:
    """Whether a row stands in a list of this use, and what of it is shown."""
    if use.purpose is Purpose.RUNNING:
        return Verdict()
    return Verdict(_why_not(said, use), contacts=_contacts(said, use), inner=False)


def why_not_public(word: Word, use: Use) -> str:
    """The reason for which a firm that said this to the public stays out of a catalogue of this use; "" for none."""
    return "" if use.purpose is Purpose.RUNNING or word is Word.YES else f"public_{word}"


def why_no_card(said: Said, verdict: Verdict, *, reachable: bool) -> str:
    """The reason for which no card is made of somebody who stands in a list; "" for none. ``reachable``: there is a
    person, with an e-mail, a phone or WeChat. Whoever runs the event asks no less here."""
    if not reachable:
        return "contacts_none"
    if said.contacts is not Word.YES:
        return f"contacts_{said.contacts}"
    return "" if verdict.contacts else f"abroad_{said.person_abroad}"


def _why_not(said: Said, use: Use) -> str:
    """A person's refusal keeps that person out of the list, or at home, even where the firm agreed."""
    if said.attendee_list is not Word.YES:
        return f"list_{said.attendee_list}"
    if use.abroad and said.firm_abroad is not Word.YES:
        return f"abroad_{said.firm_abroad}"
    if said.person_unasked:
        return "person_not_asked"
    if said.person_listed in REFUSALS:
        return f"person_{said.person_listed}"
    return f"person_abroad_{said.person_abroad}" if use.abroad and said.person_abroad in REFUSALS else ""


def _contacts(said: Said, use: Use) -> bool:
    return said.contacts is Word.YES and (not use.abroad or said.person_abroad is Word.YES)
