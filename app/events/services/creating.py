"""A new event, whole, from one description."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from app.db import transaction
from app.db_errors import breaks
from app.events.drafts import EventDraft
from app.events.findings import Level
from app.events.models import Event
from app.events.preview import Preview, preview_of
from app.events.queries import is_slug_taken
from app.events.services.copying import copy_setup
from app.events.services.rows import write_description, write_slots
from app.events.slot_changes import diff
from app.events.slugs import is_slug
from app.floor import notices
from app.kernel.errors import Conflict, Invalid


class SlugTaken(Conflict):
    """Another event has this address already."""

    code = "slug_taken"


def create_event(
    values: EventDraft, *, organisation_id: int, by: int | None, source: Event | None = None, is_demo: bool = False
) -> Event:
    """Write the event in phase draft, with its slots and tables. ``by``: the user's id, None for the system.
    ``source``: the event whose setup is copied.

    Whether ``by`` may act for the organisation is asked where the request comes in. Raises Invalid where the
    description has an error (``first`` is the code of the first), SlugTaken where another event has the address.
    """
    preview = checked(values)
    try:
        with transaction() as session:
            if is_slug_taken(values.slug):
                raise SlugTaken(slug=values.slug)
            event = Event(organisation_id=organisation_id, slug=values.slug, zone=values.zone, is_demo=is_demo)
            session.add(event)
            write_description(session, event, values, preview)
            write_slots(session, event, diff({}, preview.calendar.slots))
            if source is not None:
                copy_setup(event, source)
            notices.write("event.created", event, event_id=event.id, by=by)
    except IntegrityError as error:
        if breaks(error, "uq_events_slug"):
            raise SlugTaken(slug=values.slug) from error
        raise
    return event


def checked(values: EventDraft) -> Preview:
    """The preview of a sound description; raises Invalid for any other."""
    if not is_slug(values.slug):
        raise Invalid("slug_unreadable", slug=values.slug)
    if not values.name:
        raise Invalid("event_unnamed")
    preview = preview_of(values)
    if not preview.can_be_saved:
        wrong = [finding.code for finding in preview.findings if finding.level is Level.ERROR]
        raise Invalid("event_unsound", first=wrong[0])
    return preview
