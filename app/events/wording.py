"""Sentences for the codes of events: refusals, and findings of the preview."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from app.core.clock import to_zone
from app.core.localized import Localized
from app.core.web import errors
from app.core.web.locale import clock, plain, short_day
from app.core.web.translations import lazy_gettext as _l
from app.events.calendar import EventFinding
from app.events.models import Event
from app.events.overview import OverviewLink, notice_links, notice_words
from app.events.phases import Phase

errors.register_sentences(
    {
        "event_stale": _l("Somebody else saved this event since you opened the page. Nothing of yours was saved."),
        "video_link": _l("A link begins with https:// and names its host, such as https://meet.example.org/room."),
        "video_link_long": _l("A link has at most %(most)s characters."),
        "slug_taken": _l("Another event has the address %(slug)s. Nothing was saved; choose another."),
        "slug_unreadable": _l("An address has only a–z, 0–9 and hyphens between them. Nothing was saved."),
        "slug_fixed": _l("The address %(slug)s has been given to others and no longer changes. Nothing was saved."),
        "mode_fixed": _l("In this phase the event cannot change how times are given. Nothing was saved."),
        "event_unnamed": _l("An event needs a name in at least one language. Nothing was saved."),
        "event_unsound": _l("The event cannot be saved like this; the preview says what to mend. Nothing was saved."),
        "hours_in_use": _l("Meetings stand on what would change. Nothing was saved; say first that they may lose it."),
        "event_in_use": _l(
            "Can’t delete: the event isn’t a draft, or it has companies, delegations or files. Nothing was deleted."
        ),
        "still_used": _l("Firms or meetings still stand on what would go. Nothing was saved; move them first."),
        "phase_forbids": lambda **details: _("%(why)s Nothing was changed.", why=phase_reason(**details)),
        "illegal_phase_move": _l(
            "There is no such step from the phase in which the event stands. Nothing was changed."
        ),
        "phase_stale": _l("The event has moved to another phase since you opened the page. Nothing was changed."),
    }
)


def finding_text(finding: EventFinding, zone: str) -> str:
    """A finding as a sentence in the reader's language; times as the reader writes them, on the clocks of ``zone``."""
    words = {name: _value_text(value, zone) for name, value in finding.details.items()}
    return _SENTENCES[finding.code](words, finding.details)


def _value_text(value: object, zone: str) -> Any:
    if isinstance(value, dt.datetime):
        return clock(to_zone(value, zone).time())
    if isinstance(value, dt.time):
        return clock(value)
    if isinstance(value, dt.date):
        return short_day(value)
    return plain(value) if isinstance(value, Localized) else value


SentenceWriter = Callable[[dict[str, Any], Any], str]


def _plain_sentence(text: Any) -> SentenceWriter:
    return lambda words, _details: str(text) % words


def _dated_sentence(dated: Any, undated: Any) -> SentenceWriter:
    """The first sentence names the day; the second is for an event that has none yet."""
    return lambda words, _details: str(dated if "day" in words else undated) % words


def _idle_before_close(words: dict[str, Any], details: Any) -> str:
    return _with_day(
        words,
        ngettext(
            "%(num)d min stays empty before %(closes)s",
            "%(num)d min stay empty before %(closes)s",
            details["minutes"],
            closes=words["closes"],
        ),
    )


def _idle_before_break(words: dict[str, Any], details: Any) -> str:
    return _with_day(
        words,
        ngettext(
            "%(num)d min stays empty before %(label)s at %(starts)s",
            "%(num)d min stay empty before %(label)s at %(starts)s",
            details["minutes"],
            label=words["label"],
            starts=words["starts"],
        ),
    )


def _with_day(words: dict[str, Any], sentence: str) -> str:
    return str(_("%(day)s: %(what)s", day=words["day"], what=sentence)) if "day" in words else sentence


def _enough_for(_words: dict[str, Any], details: Any) -> str:
    each = details["meetings_each"]
    return str(
        ngettext(
            "Enough for %(firms)d firms with %(num)d meeting each",
            "Enough for %(firms)d firms with %(num)d meetings each",
            each,
            firms=details["firms"],
        )
    )


def _too_few_for(_words: dict[str, Any], details: Any) -> str:
    if not details["firms"]:
        return str(_("Too few times for %(count)d meetings each", count=details["meetings_each"]))
    return str(
        _(
            "Only enough for %(firms)d firms with %(count)d meetings each",
            firms=details["firms"],
            count=details["meetings_each"],
        )
    )


def _keeps_from_meetings(words: dict[str, Any], details: Any) -> str:
    title, times = words["title"], details["times"]
    if details["audience"] is None:
        return str(
            ngettext(
                "%(title)s keeps everybody from %(num)d time",
                "%(title)s keeps everybody from %(num)d times",
                times,
                title=title,
            )
        )
    return str(
        ngettext(
            "%(title)s keeps %(group)s from %(num)d time",
            "%(title)s keeps %(group)s from %(num)d times",
            times,
            title=title,
            group=words["audience"],
        )
    )


_BEFORE = {
    "registration_opens_on": _l("%(day)s is before %(before)s, when registration opens."),
    "registration_closes_on": _l("%(day)s is before %(before)s, when registration closes."),
    "requests_until": _l("%(day)s is before %(before)s, when requests end."),
}

_SENTENCES: dict[str, SentenceWriter] = {
    "zone_unknown": _plain_sentence(_l("Choose a time zone of the list.")),
    "slot_minutes_out_of_range": _plain_sentence(_l("A meeting lasts from %(least)d to %(most)d minutes.")),
    "pause_minutes_out_of_range": _plain_sentence(_l("A pause lasts from %(least)d to %(most)d minutes.")),
    "no_day": _plain_sentence(_l("Choose the day of the event.")),
    "day_over": _plain_sentence(_l("This day is over: %(day)s")),
    "day_twice": _plain_sentence(_l("%(day)s stands here twice; remove one.")),
    "closes_before_opens": _plain_sentence(
        _l(
            "%(closes)s is not after %(opens)s; write when the last meeting ends. "
            "Hours after midnight belong to the next day: add it."
        )
    ),
    "break_empty": _plain_sentence(_l("%(ends)s is not after %(starts)s; write when the break ends.")),
    "break_on_no_day": _plain_sentence(_l("%(label)s lies on no day of the event.")),
    "breaks_overlap": _plain_sentence(_l("%(second)s begins before %(first)s ends; part the two.")),
    "time_skipped": _plain_sentence(_l("On %(day)s the clocks jump over %(time)s; choose another time.")),
    "time_twice": _plain_sentence(_l("On %(day)s the clocks show %(time)s twice; choose another time.")),
    "no_meeting_slot": _dated_sentence(
        _l("No meeting fits into %(day)s; make the hours longer or the meetings shorter."),
        _l("No meeting fits into the day; make the hours longer or the meetings shorter."),
    ),
    "break_outside_hours": _dated_sentence(
        _l("%(label)s lies outside the hours of %(day)s"), _l("%(label)s lies outside the hours of meetings")
    ),
    "idle_before_break": _idle_before_break,
    "idle_before_close": _idle_before_close,
    "range_mixed": _plain_sentence(_l("%(typed)s begins and ends with different letters; write two ranges.")),
    "range_backwards": _plain_sentence(_l("%(typed)s runs backwards; write the lower number first.")),
    "label_too_long": _plain_sentence(_l("%(typed)s is too long for the label of a table.")),
    "label_twice": _plain_sentence(_l("%(typed)s names a table that stands here already.")),
    "too_many_tables": _plain_sentence(_l("%(typed)s goes beyond 500 tables.")),
    "label_in_two_zones": _plain_sentence(_l("%(typed)s stands in another zone already; each label names one table.")),
    "too_few_groups": _plain_sentence(_l("Name at least two groups.")),
    "group_unnamed": _plain_sentence(_l("Name this group in at least one language.")),
    "group_twice": _plain_sentence(_l("Another group is named %(name)s already.")),
    "nobody_may_ask": _plain_sentence(_l("Nobody may ask anybody: tick who may ask whom.")),
    "group_meets_nobody": _plain_sentence(_l("%(group)s meets nobody")),
    "both_keep_tables": _plain_sentence(
        _l("%(one)s and %(other)s both stay at their tables: where they meet, one must walk")
    ),
    "limit_not_positive": _plain_sentence(_l("Write a number from 1, or leave it empty for no limit.")),
    "least_above_most": _plain_sentence(_l("The least, %(least)d, is more than the most, %(most)d.")),
    "meeting_above_run": _plain_sentence(
        _l("A meeting of %(longest)d times is longer than the longest run, %(run)d: nobody can have one")
    ),
    "no_tables": _plain_sentence(_l("No tables yet")),
    "least_beyond_slots": _plain_sentence(_l("Nobody can have %(least)d meetings at %(slots)d times")),
    "enough_for": _enough_for,
    "too_few_for": _too_few_for,
    "date_after_event": _plain_sentence(_l("%(day)s is after the event, which ends on %(last)s.")),
    "date_out_of_order": lambda words, details: str(_BEFORE[details["earlier"]]) % words,
    "item_empty": _plain_sentence(_l("%(ends)s is not after %(starts)s; write when it ends.")),
    "item_on_another_day": _plain_sentence(_l("%(title)s lies on %(day)s, which is no day of meetings")),
    "item_keeps_from_meetings": _keeps_from_meetings,
}

PART_WORDS = {
    "slug": _l("address"),
    "name": _l("name"),
    "zone": _l("time zone"),
    "days": _l("days and hours"),
    "groups": _l("groups"),
    "may_ask": _l("who may ask whom"),
    "tables": _l("tables"),
    "breaks": _l("breaks"),
    "programme": _l("programme"),
    "slot_minutes": _l("length of meetings"),
    "pause_minutes": _l("pause"),
    "walk_minutes": _l("walk between zones"),
    "longest_meeting": _l("longest meeting"),
    "limits": _l("limits"),
    "request_expiry_days": _l("when requests lapse"),
    "dates": _l("dates"),
    "booking_mode": _l("how times are given"),
    "place_unanswered": _l("unanswered wishes"),
    "moves_at_once": _l("who moves booked meetings"),
    "registration_mode": _l("who may register"),
    "registration_code": _l("code"),
    "contact_email": _l("e-mail for questions"),
    "approval": _l("approval"),
    "contact_visibility": _l("who sees contacts"),
    "directory": _l("public directory"),
    "venue": _l("place"),
    "city": _l("city"),
    "about": _l("text about the event"),
}
"""The fields of ``EventDraft`` in words."""

PHASE_WORDS = {
    Phase.DRAFT: _l("Draft"),
    Phase.REGISTRATION: _l("Registration"),
    Phase.BOOKING: _l("Booking"),
    Phase.PLANNING: _l("Planning"),
    Phase.PUBLISHED: _l("Published"),
    Phase.RUNNING: _l("Running"),
    Phase.CLOSED: _l("Closed"),
}
LANGUAGE_WORDS = {"en": _l("English"), "zh": _l("Chinese"), "fr": _l("French")}


def dates_of(event: Event) -> str:
    """Its day, or the first and the last of its days, in the reader's language; "" before there is any."""
    if not event.days:
        return ""
    first, last = event.days[0].day, event.days[-1].day
    return short_day(first) if first == last else f"{short_day(first)} – {short_day(last)}"


def when_and_where(event: Event) -> str:
    """Its days, then its venue or else its city, in the reader's language; "" before any of them is known."""
    days, place = dates_of(event), plain(event.venue) or plain(event.city)
    return str(_("%(days)s, %(place)s", days=days, place=place)) if days and place else days or place


def phase_name(phase: str) -> str:
    """The phase in the reader's language."""
    return str(PHASE_WORDS[Phase(phase)])


def phase_reason(phase: object, opens_in: object = None, **_details: object) -> str:
    """Why an event in this phase does not allow an act; ``opens_in``: the later phase that does."""
    if phase == Phase.CLOSED:
        return str(_("The event is closed, so this is no longer possible."))
    if opens_in:
        return str(_("This opens with the phase “%(phase)s” of the event.", phase=phase_name(str(opens_in))))
    return str(_("In the phase “%(phase)s” of the event this is over.", phase=phase_name(str(phase))))


def _change_text(details: Mapping[str, Any]) -> str:
    parts = ", ".join(str(PART_WORDS[part]) for part in details["fields"] if part in PART_WORDS)
    return str(_("Event changed: %(parts)s", parts=parts))


for _kind in ("event.created", "event.changed", "event.rehearsal"):
    notice_links[_kind] = OverviewLink("events.edit")

notice_words |= {
    "event.created": lambda _details: str(_("Event created")),
    "event.changed": _change_text,
    "event.moved": lambda details: str(_("Now in: %(phase)s", phase=phase_name(details["after"]))),
    "event.rehearsal": lambda details: str(_("Letters are held") if details["on"] else _("Letters go out again")),
}
