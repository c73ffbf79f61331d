"""A printed catalogue of firms: made and noted as every list is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.core.errors import Invalid
from app.documents.pdf import to_pdf
from app.events.models import Event
from app.lists.catalogue import BESIDES, CATALOGUE
from app.lists.models import ExportLog
from app.lists.queries.attendees import Found
from app.lists.queries.catalogue import catalogue_firms, logos_of, of_catalogue, tables_kept_in
from app.lists.services.catalogue_pages import Asked, Pages, picture
from app.lists.services.exporting import export_made, save_made
from app.lists.services.making import Made, facts_of

__all__ = ["Asked", "catalogue_to", "export_catalogue"]

Tell = Callable[[float, str], None]
"""Hears how far it is, and with what."""


def _untold(_part: float, _stage: str) -> None:
    pass


def export_catalogue(
    event: Event, asked: Asked, *, tell: Tell = lambda _part, _stage: None, key: str = ""
) -> ExportLog:
    """Make it, keep it for its owner for a quarter of an hour, and log it; for the same ``key`` only once. Raises
    Invalid ``export_reason_missing``, and ``export_empty`` where no firm may stand in it."""
    asked = _whole(asked)
    if not asked.wish.reason.strip():
        raise Invalid("export_reason_missing")
    made = _made(event, asked, tell)
    if not made.found.listed:
        raise Invalid("export_empty")
    return export_made(event, asked.wish, made, key)


def catalogue_to(event: Event, asked: Asked, save: Callable[[bytes], object]) -> Found:
    """The same for the command line; nothing is logged where ``save`` fails. Also one without firms."""
    asked = _whole(asked)
    made = _made(event, asked, _untold)
    save_made(event, asked.wish, made, save)
    return made.found


def _whole(asked: Asked) -> Asked:
    """What the user may have of it, as a catalogue shows it."""
    selection = of_catalogue(asked.wish.reach.part_of(asked.wish.selection))
    return replace(asked, wish=replace(asked.wish, selection=selection, kind=CATALOGUE, besides=BESIDES))


def _made(event: Event, asked: Asked, tell: Tell) -> Made:
    tell(0.05, "firms")
    found = catalogue_firms(asked.wish.selection, asked.wish.reach)
    firms = [one.row.firm for one in found.listed]
    tell(0.2, "logos")
    logos = logos_of(firm.registration_id for firm in firms)
    tell(0.3, "pages")
    facts = facts_of(event, asked.wish)
    content = to_pdf(
        "lists/catalogue.typ",
        Pages(event, asked, tables_kept_in(event.id), frozenset(logos)).values(found),
        language=asked.wish.language,
        made_at=facts.at,
        pictures={picture(number): content for number, content in logos.items()},
    )
    tell(0.95, "pages")
    return Made(found, content, (), None)
