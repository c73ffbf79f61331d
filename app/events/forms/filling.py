"""From a description to the fields of the page, and back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from app.events.drafts import Dates, DraftGroup, DraftItem, DraftZone, EventDraft
from app.events.forms.event import EventForm
from app.events.hours import BreakSpec, DaySpec
from app.events.rules import Directory, Limits
from app.kernel.localized import LANGUAGES, Localized
from app.kernel.whole import whole

TEXTS = ("name", "venue", "city", "about")
PLAIN = (
    *("slug", "zone", "slot_minutes", "pause_minutes", "longest_meeting", "walk_minutes"),
    "request_expiry_days",
    *("booking_mode", "place_unanswered", "moves_at_once", "registration_mode", "registration_code", "contact_email"),
    *("approval", "contact_visibility", "directory"),
)
LIMITS = ("open_requests", "least_meetings", "most_meetings", "longest_run")


def values_of(draft: EventDraft) -> dict[str, Any]:
    """What the fields hold for this description."""
    texts = {name: text for field in TEXTS for name, text in _said(field, getattr(draft, field)).items()}
    rows = {
        "days": [vars(day) for day in draft.days],
        "breaks": [_break_values(pause) for pause in draft.breaks],
        "tables": [{**vars(zone), **_said("name", zone.name)} for zone in draft.tables],
        "groups": [vars(group) for group in draft.groups],
        "programme": [_item_values(item, draft) for item in draft.programme],
    }
    plain = {name: getattr(draft, name) for name in PLAIN}
    pairs = [f"{one}:{other}" for one, other in sorted(draft.may_ask)]
    return {**texts, **rows, **plain, **vars(draft.limits), **vars(draft.dates), "may_ask": pairs}


def _break_values(pause: BreakSpec) -> dict[str, Any]:
    return {**vars(pause), **_said("label", pause.label)}


def _item_values(item: DraftItem, draft: EventDraft) -> dict[str, Any]:
    """An item of the first day shows that day only where there are others."""
    texts = {**_said("title", item.title), **_said("place", item.place)}
    return {**vars(item), **texts, "day": item.day or (draft.first_day if len(draft.days) > 1 else None)}


def _said(field: str, text: Localized) -> dict[str, str]:
    return {f"{field}_{language}": text.exactly(language) for language in LANGUAGES}


def draft_in(form: EventForm, *, stand_in: dt.date | None = None) -> EventDraft:
    """The description that the fields hold; what is unreadable or half filled is left out, so that it can be previewed.

    ``stand_in`` takes the place of the day while nobody has chosen any.
    """
    days = tuple(_days(form, stand_in))
    return EventDraft(
        name=_text(form, "name"),
        venue=_text(form, "venue"),
        city=_text(form, "city"),
        about=_text(form, "about"),
        days=days,
        breaks=tuple(
            BreakSpec(label_in(row), row.starts.data, row.ends.data, row.day.data)
            for row in _rows(form.breaks)
            if row.starts.data is not None and row.ends.data is not None
        ),
        tables=tuple(
            DraftZone(_text(row, "name"), row.labels.data or "", row.stays.data or "", row.seats.data)
            for row in _rows(form.tables)
        ),
        groups=tuple(_group(row) for row in _rows(form.groups)),
        may_ask=_pairs(form),
        programme=tuple(_items(form, min((day.day for day in days), default=None))),
        limits=Limits(*(form[name].data for name in LIMITS)),
        dates=Dates(*(form[name].data for name in vars(Dates()))),
        **_plain(form),
    )


def label_in(row: Any) -> Localized:
    """What a row calls its break."""
    return _text(row, "label")


def _plain(form: EventForm) -> dict[str, Any]:
    """A number that is not typed is 0, but for the one that may be absent."""
    numbers = {"slot_minutes", "pause_minutes", "walk_minutes"}
    return {name: form[name].data or (0 if name in numbers else None) for name in PLAIN} | _words(form)


def _words(form: EventForm) -> dict[str, Any]:
    """What is a text or a tick even when it is empty."""
    ticks = {name: bool(form[name].data) for name in ("place_unanswered", "moves_at_once")}
    words = {name: form[name].data or "" for name in ("slug", "zone", "registration_code", "contact_email")}
    longest = {"longest_meeting": form.longest_meeting.data or 1}
    return {**ticks, **words, **longest, "directory": form.directory.data or Directory.NONE.value}


def _rows(rows: Any) -> list[Any]:
    """The forms of the rows that say something."""
    return [row.form for row in rows if not row.form.is_empty]


def _text(form: Any, field: str) -> Localized:
    return Localized(*(form[f"{field}_{language}"].data or "" for language in LANGUAGES))


def _days(form: EventForm, stand_in: dt.date | None) -> list[DaySpec]:
    found = []
    for row in _rows(form.days) or [form.days[0].form]:
        day = row.day.data or (None if form.has_day else stand_in)
        if day is not None and row.opens.data is not None and row.closes.data is not None:
            found.append(DaySpec(day, row.opens.data, row.closes.data))
    return found


def _group(row: Any) -> DraftGroup:
    """A group that is named in one language only is called so in all."""
    key = row.key.data or ""
    english, chinese, french = (row[field].data or "" for field in ("name", "name_zh", "name_fr"))
    return DraftGroup(key, english or chinese or french, chinese, french, whole(key))


def _pairs(form: EventForm) -> frozenset[tuple[str, str]]:
    keys = {row.key.data for row in _rows(form.groups)}
    pairs = (value.split(":", 1) for value in form.may_ask.data or () if ":" in value)
    return frozenset((one, other) for one, other in pairs if one in keys and other in keys)


def _items(form: EventForm, first_day: dt.date | None) -> list[DraftItem]:
    """In the order of the rows; a day that is the event's first is as good as none."""
    return [
        DraftItem(
            title=_text(row, "title"),
            starts=row.starts.data,
            ends=row.ends.data,
            day=None if row.day.data == first_day else row.day.data,
            place=_text(row, "place"),
            audience=row.audience.data or "",
            keeps_busy=bool(row.keeps_busy.data),
        )
        for row in _rows(form.programme)
        if row.starts.data is not None and row.ends.data is not None
    ]
