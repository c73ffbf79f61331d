"""From a description to the fields of the page and back; what a new event begins with; errors beside fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from flask_babel import force_locale, gettext
from wtforms import Field

from app.core.localized import LANGUAGES, Localized
from app.core.parsing import parse_whole_number
from app.core.web.forms import ClockField
from app.events.calendar import BreakSpec, DaySpec, EventFinding, FindingLevel
from app.events.drafts import DraftGroup, DraftItem, DraftZone, EventDates, EventDraft
from app.events.forms.event import MOST_ROWS, EventForm
from app.events.phases import BookingMode
from app.events.rules import CompanyLimits, ContactVisibility, DirectoryVisibility
from app.events.wording import finding_text

LOCALIZED_FIELDS = ("name", "venue", "city", "about")
PLAIN_FIELDS = (
    "slug",
    "zone",
    "slot_minutes",
    "pause_minutes",
    "longest_meeting",
    "walk_minutes",
    "request_expiry_days",
    "booking_mode",
    "place_unanswered",
    "moves_at_once",
    "registration_mode",
    "registration_code",
    "contact_email",
    "approval",
    "contact_visibility",
    "directory",
)
LIMIT_FIELDS = ("open_requests", "least_meetings", "most_meetings", "longest_run")


def draft_values(draft: EventDraft) -> dict[str, Any]:
    """What the fields hold for this description."""
    texts = {
        name: text
        for field in LOCALIZED_FIELDS
        for name, text in _localized_values(field, getattr(draft, field)).items()
    }
    rows = {
        "days": [vars(day) for day in draft.days],
        "breaks": [{**vars(pause), **_localized_values("label", pause.label)} for pause in draft.breaks],
        "tables": [{**vars(zone), **_localized_values("name", zone.name)} for zone in draft.tables],
        "groups": [vars(group) for group in draft.groups],
        "programme": [_item_values(item, draft) for item in draft.programme],
    }
    plain = {name: getattr(draft, name) for name in PLAIN_FIELDS}
    pairs = [f"{asking}:{asked}" for asking, asked in sorted(draft.may_ask)]
    return {**texts, **rows, **plain, **vars(draft.limits), **vars(draft.dates), "may_ask": pairs}


def _item_values(item: DraftItem, draft: EventDraft) -> dict[str, Any]:
    """An item of the first day shows that day only where there are others."""
    texts = {**_localized_values("title", item.title), **_localized_values("place", item.place)}
    return {**vars(item), **texts, "day": item.day or (draft.first_day if len(draft.days) > 1 else None)}


def _localized_values(field: str, text: Localized) -> dict[str, str]:
    return {f"{field}_{language}": text.exactly(language) for language in LANGUAGES}


def parse_draft(form: EventForm, *, stand_in: dt.date | None = None) -> EventDraft:
    """The description that the fields hold; what is unreadable or half filled is left out, so that it can be previewed.

    ``stand_in`` takes the place of the day while nobody has chosen any.
    """
    days = tuple(_parse_days(form, stand_in))
    return EventDraft(
        name=_parse_text(form, "name"),
        venue=_parse_text(form, "venue"),
        city=_parse_text(form, "city"),
        about=_parse_text(form, "about"),
        days=days,
        breaks=tuple(
            BreakSpec(parse_label(row), row.starts.data, row.ends.data, row.day.data)
            for row in _filled_rows(form.breaks)
            if row.starts.data is not None and row.ends.data is not None
        ),
        tables=tuple(
            DraftZone(_parse_text(row, "name"), row.labels.data or "", row.stays.data or "", row.seats.data)
            for row in _filled_rows(form.tables)
        ),
        groups=tuple(_parse_group(row) for row in _filled_rows(form.groups)),
        may_ask=_parse_pairs(form),
        programme=tuple(_parse_items(form, min((day.day for day in days), default=None))),
        limits=CompanyLimits(*(form[name].data for name in LIMIT_FIELDS)),
        dates=EventDates(*(form[name].data for name in vars(EventDates()))),
        **_plain_values(form),
    )


def parse_label(row: Any) -> Localized:
    """What a row calls its break."""
    return _parse_text(row, "label")


def _plain_values(form: EventForm) -> dict[str, Any]:
    """A number that is not typed is 0, but for the one that may be absent."""
    numbers = {"slot_minutes", "pause_minutes", "walk_minutes"}
    return {name: form[name].data or (0 if name in numbers else None) for name in PLAIN_FIELDS} | _text_values(form)


def _text_values(form: EventForm) -> dict[str, Any]:
    """What is a text or a tick even when it is empty."""
    ticks = {name: bool(form[name].data) for name in ("place_unanswered", "moves_at_once")}
    words = {name: form[name].data or "" for name in ("slug", "zone", "registration_code", "contact_email")}
    longest = {"longest_meeting": form.longest_meeting.data or 1}
    return {**ticks, **words, **longest, "directory": form.directory.data or DirectoryVisibility.NONE.value}


def _filled_rows(rows: Any) -> list[Any]:
    """The forms of the rows that say something."""
    return [row.form for row in rows if not row.form.is_empty]


def _parse_text(form: Any, field: str) -> Localized:
    return Localized(*(form[f"{field}_{language}"].data or "" for language in LANGUAGES))


def _parse_days(form: EventForm, stand_in: dt.date | None) -> list[DaySpec]:
    days = []
    for row in _filled_rows(form.days) or [form.days[0].form]:
        day = row.day.data or (None if form.has_day else stand_in)
        if day is not None and row.opens.data is not None and row.closes.data is not None:
            days.append(DaySpec(day, row.opens.data, row.closes.data))
    return days


def _parse_group(row: Any) -> DraftGroup:
    """A group that is named in one language only is called so in all."""
    key = row.key.data or ""
    english, chinese, french = (row[field].data or "" for field in ("name", "name_zh", "name_fr"))
    return DraftGroup(key, english or chinese or french, chinese, french, parse_whole_number(key))


def _parse_pairs(form: EventForm) -> frozenset[tuple[str, str]]:
    keys = {row.key.data for row in _filled_rows(form.groups)}
    pairs = (value.split(":", 1) for value in form.may_ask.data or () if ":" in value)
    return frozenset((asking, asked) for asking, asked in pairs if asking in keys and asked in keys)


def _parse_items(form: EventForm, first_day: dt.date | None) -> list[DraftItem]:
    """In the order of the rows; a day that is the event's first is as good as none."""
    return [
        DraftItem(
            title=_parse_text(row, "title"),
            starts=row.starts.data,
            ends=row.ends.data,
            day=None if row.day.data == first_day else row.day.data,
            place=_parse_text(row, "place"),
            audience=row.audience.data or "",
            keeps_busy=bool(row.keeps_busy.data),
        )
        for row in _filled_rows(form.programme)
        if row.starts.data is not None and row.ends.data is not None
    ]


DEFAULT_ZONE = "Asia/Shanghai"


def default_values(*, zone: str | None) -> dict[str, Any]:
    """Fields of EventForm; labels that other people will read are in the organizer's language."""
    return {
        "zone": zone or DEFAULT_ZONE,
        "days": [{"opens": dt.time(9, 30), "closes": dt.time(17, 0)}],
        "slot_minutes": 25,
        "pause_minutes": 5,
        "breaks": [
            {
                **_in_each_language(_lunch_word, "label_en", "label_zh", "label_fr"),
                "starts": dt.time(12, 0),
                "ends": dt.time(13, 30),
            },
            {
                **_in_each_language(_tea_word, "label_en", "label_zh", "label_fr"),
                "starts": dt.time(15, 0),
                "ends": dt.time(15, 30),
            },
        ],
        "tables": [
            {**_in_each_language(_hall_word, "name_en", "name_zh", "name_fr"), "labels": "A1–A12", "stays": "n0"}
        ],
        "walk_minutes": 0,
        "longest_meeting": 1,
        "longest_run": 4,
        "groups": [{"key": "n0", **_in_each_language(_visitors_word)}, {"key": "n1", **_in_each_language(_hosts_word)}],
        "may_ask": ["n0:n1", "n1:n0"],
        "open_requests": 10,
        "least_meetings": 2,
        "most_meetings": 8,
        "request_expiry_days": 5,
        "booking_mode": BookingMode.LIVE.value,
        "registration_mode": "invited",
        "approval": "by_hand",
        "contact_visibility": ContactVisibility.ACCEPTED.value,
        "directory": DirectoryVisibility.NONE.value,
    }


def _in_each_language(word: Callable[[], str], *fields: str) -> dict[str, str]:
    """The same word in each language, by the fields of English, Chinese and French."""
    texts = {}
    for field, locale in zip(fields or ("name", "name_zh", "name_fr"), ("en", "zh_Hans", "fr"), strict=True):
        with force_locale(locale):
            texts[field] = word()
    return texts


def _visitors_word() -> str:
    return str(gettext("Visitors"))


def _hosts_word() -> str:
    return str(gettext("Hosts"))


def _hall_word() -> str:
    return str(gettext("Main hall"))


def _lunch_word() -> str:
    return str(gettext("Lunch"))


def _tea_word() -> str:
    return str(gettext("Tea"))


FieldFinder = Callable[[EventForm, dict[str, Any]], Any]


def show_errors_at_fields(form: EventForm, findings: Iterable[EventFinding]) -> bool:
    """Add each error finding to its field (or to the form); whether there was none."""
    wrong = [finding for finding in findings if finding.level is FindingLevel.ERROR]
    for finding in wrong:
        if not (finding.code == "no_day" and form.has_day):  # a day without readable hours: its times say so
            _show_error(form, finding)
    for name in MOST_ROWS:
        form[name].errors = [row.errors for row in form[name]] if any(row.errors for row in form[name]) else []
    return not wrong


def _show_error(form: EventForm, finding: EventFinding) -> None:
    sentence = finding_text(finding, form.zone.data or "")
    place = _FIELD_FINDERS.get(finding.code)
    field = place(form, dict(finding.details)) if place else None
    if field is None:
        form.form_errors.append(sentence)
    elif sentence not in field.errors:
        field.errors = [*field.errors, sentence]


def find_unreadable_time(form: EventForm) -> Field | None:
    """The first time that was typed and cannot be read."""
    fields = (field for rows in (form.days, form.breaks, form.programme) for row in rows for field in row.form)
    clocks = (field for field in fields if isinstance(field, ClockField))
    return next((field for field in clocks if field.data is None and field.raw_text), None)


def _filled_forms(rows: Any) -> list[Any]:
    return [row.form for row in rows if not row.form.is_empty]


def _day_field(name: str) -> FieldFinder:
    def find(form: EventForm, details: dict[str, Any]) -> Any:
        rows = [row for row in _filled_forms(form.days) if row.day.data == details.get("day")]
        return rows[-1][name] if rows else form.days[0].form[name]

    return find


def _break_field(name: str) -> FieldFinder:
    """The break of this label, and of these times where the finding tells them."""

    def find(form: EventForm, details: dict[str, Any]) -> Any:
        label = details.get("label", details.get("second"))
        rows = [row for row in _filled_forms(form.breaks) if parse_label(row) == label]
        exact = [row for row in rows if row.starts.data == details.get("starts")]
        return (exact or rows or [None])[-1] and (exact or rows)[-1][name]

    return find


def _row_field(rows: str, place: str, name: str) -> FieldFinder:
    return lambda form, details: _filled_forms(form[rows])[details[place]][name]


def _field(name: str) -> FieldFinder:
    return lambda form, _details: form[name]


def _named_field(form: EventForm, details: dict[str, Any]) -> Any:
    return form[details["field"]]


def _limit_field(form: EventForm, details: dict[str, Any]) -> Any:
    return form[details["limit"]]


_FIELD_FINDERS: dict[str, FieldFinder] = {
    "zone_unknown": _field("zone"),
    "slot_minutes_out_of_range": _field("slot_minutes"),
    "pause_minutes_out_of_range": _field("pause_minutes"),
    "no_day": _day_field("day"),
    "day_twice": _day_field("day"),
    "day_over": _day_field("day"),
    "closes_before_opens": _day_field("closes"),
    "time_skipped": _day_field("opens"),
    "time_twice": _day_field("opens"),
    "no_meeting_slot": _day_field("closes"),
    "break_empty": _break_field("ends"),
    "break_on_no_day": _break_field("day"),
    "breaks_overlap": _break_field("starts"),
    **{
        code: _row_field("tables", "zone", "labels")
        for code in (
            "range_mixed",
            "range_backwards",
            "label_too_long",
            "label_twice",
            "too_many_tables",
            "label_in_two_zones",
        )
    },
    "group_twice": _row_field("groups", "group", "name"),
    "group_unnamed": _row_field("groups", "group", "name"),
    "too_few_groups": lambda form, _details: form.groups[-1].form["name"],
    "nobody_may_ask": _field("may_ask"),
    "limit_not_positive": _limit_field,
    "least_above_most": _field("least_meetings"),
    "date_after_event": _named_field,
    "date_out_of_order": _named_field,
    "item_empty": _row_field("programme", "item", "ends"),
}

_ANCHORS = {
    "idle_before_break": "breaks",
    "idle_before_close": "days",
    "break_outside_hours": "breaks",
    "no_tables": "tables",
    "least_beyond_slots": "least_meetings",
    "meeting_above_run": "longest_meeting",
    "too_few_for": "tables",
    "group_meets_nobody": "may_ask",
    "both_keep_tables": "tables",
    "item_on_another_day": "programme",
    "item_keeps_from_meetings": "programme",
}


def anchor_of_finding(form: EventForm, finding: EventFinding) -> str:
    """The id of what the remark is about, for its link; "" where there is nothing to look at."""
    if finding.level is FindingLevel.OK:
        return ""
    place = _FIELD_FINDERS.get(finding.code)
    field = place(form, dict(finding.details)) if place else None
    return str(field.id) if field is not None else _ANCHORS.get(finding.code, "")
