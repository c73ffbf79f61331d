"""The people of a list as cards for an address book: those alone who agreed that their contacts are handed on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from flask_babel import gettext

from app.documents.vcard import ContactCard
from app.lists.consent import why_no_card
from app.lists.queries.attendees import Found
from app.lists.rows import Row
from app.lists.selection import Selection
from app.registrations.contacts import in_full
from app.registrations.places import countries

CARDS: Final = "vcf"
COLUMNS: Final = (
    *("company", "company_zh", "city", "country", "website", "salutation", "representative", "family_name"),
    *("given_name", "representative_zh", "title", "email", "phone", "wechat"),
)
"""What stands on a card."""


def for_cards(selection: Selection) -> Selection:
    """The same people with the fields of a card."""
    return replace(selection, names=COLUMNS)


def with_cards(found: Found) -> Found:
    """Only the rows of people whose contacts may be given; the others are left out, each with its reason."""
    judged = [(one, why_no_card(one.row.said, one.verdict, reachable=_reachable(one.row))) for one in found.listed]
    without = [replace(one, verdict=replace(one.verdict, reason=why)) for one, why in judged if why]
    return Found([one for one, why in judged if not why], [*found.left_out, *without])


def cards(found: Found, event: str, language: str, before: str = "") -> Iterator[ContactCard]:
    """``event``: its name, so that one knows later where they met; ``before``: the day of an event that is still to
    come, written out, else ""."""
    note = (
        gettext("%(event)s on %(day)s", event=event, day=before) if before else gettext("Met at %(event)s", event=event)
    )
    for one in found.listed:
        firm, person = one.row.firm, one.row.person
        if person is None:
            continue
        yield ContactCard(
            name=person.name,
            family_name=person.family_name,
            given_name=person.given_name,
            salutation=person.salutation,
            other_name=person.name_zh,
            organisation=" ".join(dict.fromkeys(name for name in (firm.name, firm.name_zh) if name)),
            title=person.title or person.title_zh,
            email=person.email,
            phone=in_full(person.phone, firm.country),
            wechat=person.wechat,
            website=firm.website,
            city=firm.city,
            country=countries(language).get(firm.country.upper(), firm.country),
            note=note,
        )


def _reachable(row: Row) -> bool:
    return row.person is not None and bool(row.person.email or row.person.phone or row.person.wechat)
