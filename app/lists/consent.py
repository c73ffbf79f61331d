"""Who may stand in a list that is made for a purpose, and with which fields.

*Running* the event needs every row. A *hand-over* needs the company's word for the attendee list; a recipient abroad
also its word for crossing the border; e-mail, phone and WeChat the person's own word. Who was never asked has not
agreed. A company that agreed, but none of whose people may be named, stands in the list by itself: a row without a
person. A catalogue goes from hand to hand: handed over, it holds whom the company's word lets be shown in public, and
no people.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class ListPurpose(StrEnum):
    RUNNING = "running"
    HANDOVER = "handover"


class LedgerWord(StrEnum):
    """What somebody last said to one purpose of the ledger."""

    YES = "yes"
    NO = "no"
    WITHDRAWN = "withdrawn"
    NOT_ASKED = "not_asked"


REFUSED_WORDS: Final = (LedgerWord.NO, LedgerWord.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class RowConsents:
    """The newest words that bear on one row: the company's, and its person's where the row has one. ``person_unasked``:
    the person came into the company after it was asked, and has said nothing."""

    attendee_list: LedgerWord = LedgerWord.NOT_ASKED
    source: str = ""
    company_abroad: LedgerWord = LedgerWord.NOT_ASKED
    contacts: LedgerWord = LedgerWord.NOT_ASKED
    person_abroad: LedgerWord = LedgerWord.NOT_ASKED
    person_unasked: bool = False
    person_listed: LedgerWord = LedgerWord.NOT_ASKED

    @property
    def list_consent(self) -> LedgerWord:
        """What was said to standing in the list; a company does not speak for a person whom nobody asked, nor for one
        who said no."""
        if self.attendee_list is LedgerWord.YES and self.person_listed in REFUSED_WORDS:
            return self.person_listed
        return LedgerWord.NOT_ASKED if self.person_unasked else self.attendee_list

    @property
    def of_company(self) -> RowConsents:
        """The firm's words alone, for a row without a person."""
        return RowConsents(self.attendee_list, self.source, self.company_abroad)


@dataclass(frozen=True, slots=True)
class ListUse:
    """What a list is made for. ``abroad``: whoever gets a hand-over is, or may be, in another country."""

    purpose: ListPurpose = ListPurpose.HANDOVER
    abroad: bool = True


@dataclass(frozen=True, slots=True)
class ListVerdict:
    """``reason`` is empty for a row that stands in the list; else ``list_``, ``abroad_`` or ``public_`` and the word
    that was said, ``person_`` and the word that keeps this person out of a company's row, or ``contacts_`` and the word
    that keeps a card from being made.

    ``contacts``, ``inner``: whether e-mail, phone and WeChat, and what only the event's own work needs, are shown.
    """

    reason: str = ""
    contacts: bool = True
    inner: bool = True

    @property
    def company_alone(self) -> bool:
        """Whether the firm may stand in the list, though this person may not."""
        return self.reason.startswith("person_")


LEFT_OUT_REASONS: Final = (
    "list_not_asked",
    "list_no",
    "list_withdrawn",
    "abroad_not_asked",
    "abroad_no",
    "abroad_withdrawn",
    "person_not_asked",
    "person_no",
    "person_withdrawn",
    "person_abroad_no",
    "person_abroad_withdrawn",
    "public_not_asked",
    "public_no",
    "public_withdrawn",
    "contacts_not_asked",
    "contacts_no",
    "contacts_withdrawn",
    "contacts_none",
)


def judge_row(consents: RowConsents, use: ListUse) -> ListVerdict:
    """Whether a row stands in a list of this use, and what of it is shown."""
    if use.purpose is ListPurpose.RUNNING:
        return ListVerdict()
    return ListVerdict(_refusal(consents, use), contacts=_may_show_contacts(consents, use), inner=False)


def public_refusal(word: LedgerWord, use: ListUse) -> str:
    """The reason for which a firm that said this to the public stays out of a catalogue of this use; "" for none."""
    return "" if use.purpose is ListPurpose.RUNNING or word is LedgerWord.YES else f"public_{word}"


def card_refusal(consents: RowConsents, verdict: ListVerdict, *, reachable: bool) -> str:
    """The reason for which no card is made of somebody who stands in a list; "" for none. ``reachable``: there is a
    person, with an e-mail, a phone or WeChat. Whoever runs the event asks no less here."""
    if not reachable:
        return "contacts_none"
    if consents.contacts is not LedgerWord.YES:
        return f"contacts_{consents.contacts}"
    return "" if verdict.contacts else f"abroad_{consents.person_abroad}"


def _refusal(consents: RowConsents, use: ListUse) -> str:
    """A person's refusal keeps that person out of the list, or at home, even where the firm agreed."""
    if consents.attendee_list is not LedgerWord.YES:
        return f"list_{consents.attendee_list}"
    if use.abroad and consents.company_abroad is not LedgerWord.YES:
        return f"abroad_{consents.company_abroad}"
    if consents.person_unasked:
        return "person_not_asked"
    if consents.person_listed in REFUSED_WORDS:
        return f"person_{consents.person_listed}"
    return f"person_abroad_{consents.person_abroad}" if use.abroad and consents.person_abroad in REFUSED_WORDS else ""


def _may_show_contacts(consents: RowConsents, use: ListUse) -> bool:
    return consents.contacts is LedgerWord.YES and (not use.abroad or consents.person_abroad is LedgerWord.YES)
