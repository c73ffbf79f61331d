"""What a board says, in one language at a time: a screen speaks to two kinds of readers at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask_babel import force_locale, gettext, ngettext, pgettext

from app.core.web.locale import HTML_LANG, LOCALES, clock, local, long_day, plain
from app.day.hall_pages import HallPage
from app.day.stages import Moment, Stage, Time


class Out(StrEnum):
    """Whether guests may see the timetable."""

    NOT_YET = "not_yet"
    NOW = "now"
    NO_MORE = "no_more"


@dataclass(frozen=True)
class Words:
    """``call``: one large sentence, "" while a time simply runs; ``line``: the day and its times; ``heads``: of the two
    columns, ``asides``: the same beside those of another language, without the time; ``hint``: the break that comes;
    ``zones``: where the tables of each page stand."""

    code: str
    lang: str
    table: str
    line: str
    call: str
    heads: tuple[str, ...]
    asides: tuple[str, ...]
    none: str
    free: str
    group: str
    hint: str
    lost: str
    zones: tuple[tuple[str, ...], ...]
    updated: str
    offline: str


def words_in(code: str, moment: Moment, pages: tuple[HallPage, ...], now: datetime, out: Out) -> Words:
    with force_locale(LOCALES[code]):
        return Words(
            code=code,
            lang=HTML_LANG[code],
            table=gettext("Table"),
            line=_line(moment, now),
            call=_call(moment, now, out),
            heads=tuple(
                f"{word} {clock(time.span.start)}" for word, time in zip(_columns(moment), moment.shown, strict=False)
            ),
            asides=_columns(moment),
            none=gettext("There are no tables to show"),
            free=pgettext("board", "Free"),
            group=ngettext("group meeting", "group meetings", 1),
            hint=_pause(moment.pause),
            lost=gettext("Lost? Ask the desk at the entrance."),
            zones=tuple(tuple(plain(stretch.zone) for stretch in page.zones) for page in pages),
            updated=gettext("Updated"),
            offline=gettext("No network. As it was at"),
        )


def _line(moment: Moment, now: datetime) -> str:
    parts = [long_day(now)]
    if moment.runs is not None:
        span = moment.runs.span
        parts.append(gettext("Now %(span)s", span=f"{clock(span.start)} – {clock(span.end)}"))
    if moment.next is not None and _is_today(moment.next, now):
        parts.append(gettext("Next %(time)s", time=clock(moment.next.span.start)))
    return " · ".join(parts)


def _call(moment: Moment, now: datetime, out: Out) -> str:
    if out is not Out.NOW:
        return str(gettext("The timetable is not out yet") if out is Out.NOT_YET else gettext("The meetings are over"))
    match moment.stage:
        case Stage.BEGINS if moment.runs is not None:
            return str(gettext("%(time)s begins now", time=clock(moment.runs.span.start)))
        case Stage.ENDS:
            return str(gettext("Two minutes left"))
        case Stage.BETWEEN if moment.next is not None:
            return str(gettext("Next begins at %(time)s", time=clock(moment.next.span.start)))
        case Stage.BREAK:
            return _pause(moment.pause)
        case Stage.AHEAD if moment.next is not None:
            return _begin(moment.next, now)
        case Stage.OVER:
            return _over(moment)
    return ""


def _begin(first: Time, now: datetime) -> str:
    at = clock(first.span.start)
    if _is_today(first, now):
        return str(gettext("The meetings begin at %(time)s", time=at))
    return str(gettext("The meetings begin on %(day)s at %(time)s", day=long_day(first.span.start), time=at))


def _over(moment: Moment) -> str:
    if moment.next is None:
        return str(gettext("The meetings are over"))
    day, at = long_day(moment.next.span.start), clock(moment.next.span.start)
    return str(gettext("Today’s meetings are over. The next begin on %(day)s at %(time)s.", day=day, time=at))


def _columns(moment: Moment) -> tuple[str, str]:
    """Now and next; before a time begins, next and then."""
    if moment.runs is not None:
        return pgettext("board", "Now"), pgettext("board", "Next")
    return pgettext("board", "Next"), pgettext("board", "Then")


def _pause(pause: Time | None) -> str:
    if pause is None:
        return ""
    span = f"{clock(pause.span.start)} – {clock(pause.span.end)}"
    label = plain(pause.label) or gettext("Break")
    return f"{label} {span}"


def _is_today(time: Time, now: datetime) -> bool:
    return local(time.span.start).date() == local(now).date()
