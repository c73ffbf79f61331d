"""The boards in the hall: their texts, the screen itself by an address without sign-in, and the page that manages
them.

A screen asks every few seconds and nearly always hears that nothing has changed, for which one query is enough: what
was rendered last is cached for the minute, for slots begin and end on whole ones."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from flask import Response, current_app, flash, g, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext, ngettext, pgettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.db import now
from app.core.localized import LANGUAGES
from app.core.web.forms import typed_text
from app.core.web.guards import allow, current_roles, public
from app.core.web.locale import HTML_LANG, LOCALES, clock, local, long_day, plain
from app.day.boards import HallPage, create_hall_pages, filter_tables_by_zone, get_zone_key, list_zones
from app.day.day_stages import DayMoment, DaySlot, DayStage, get_day_moment
from app.day.forms import BoardForm
from app.day.models import HallBoard
from app.day.queries.boards import (
    HallOccupation,
    OpenedBoard,
    get_board_url,
    get_hall_occupation,
    get_opened_board,
    list_boards,
    list_day_slots,
    list_hall_tables,
)
from app.day.services import boards as services
from app.day.services.boards import BoardSettings
from app.day.views.blueprint import STAFF, day
from app.documents.qr import qr_picture
from app.events.models import Event
from app.events.phases import BookingMode, Phase
from app.events.scopes import an_event


class ScheduleVisibility(StrEnum):
    """Whether guests may see the timetable."""

    NOT_YET = "not_yet"
    NOW = "now"
    NO_MORE = "no_more"


@dataclass(frozen=True)
class BoardTexts:
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


def get_board_texts(
    code: str, moment: DayMoment, pages: tuple[HallPage, ...], now: datetime, out: ScheduleVisibility
) -> BoardTexts:
    with force_locale(LOCALES[code]):
        return BoardTexts(
            code=code,
            lang=HTML_LANG[code],
            table=gettext("Table"),
            line=_get_day_line(moment, now),
            call=_get_headline(moment, now, out),
            heads=tuple(
                f"{word} {clock(time.span.start)}"
                for word, time in zip(_get_column_heads(moment), moment.shown, strict=False)
            ),
            asides=_get_column_heads(moment),
            none=gettext("There are no tables to show"),
            free=pgettext("board", "Free"),
            group=ngettext("group meeting", "group meetings", 1),
            hint=_get_break_text(moment.pause),
            lost=gettext("Lost? Ask the desk at the entrance."),
            zones=tuple(tuple(plain(stretch.zone) for stretch in page.zones) for page in pages),
            updated=gettext("Updated"),
            offline=gettext("No network. As it was at"),
        )


def _get_day_line(moment: DayMoment, now: datetime) -> str:
    parts = [long_day(now)]
    if moment.runs is not None:
        span = moment.runs.span
        parts.append(gettext("Now %(span)s", span=f"{clock(span.start)} – {clock(span.end)}"))
    if moment.next is not None and _is_today(moment.next, now):
        parts.append(gettext("Next %(time)s", time=clock(moment.next.span.start)))
    return " · ".join(parts)


def _get_headline(moment: DayMoment, now: datetime, out: ScheduleVisibility) -> str:
    if out is not ScheduleVisibility.NOW:
        return str(
            gettext("The timetable is not out yet")
            if out is ScheduleVisibility.NOT_YET
            else gettext("The meetings are over")
        )
    match moment.stage:
        case DayStage.BEGINS if moment.runs is not None:
            return str(gettext("%(time)s begins now", time=clock(moment.runs.span.start)))
        case DayStage.ENDS:
            return str(gettext("Two minutes left"))
        case DayStage.BETWEEN if moment.next is not None:
            return str(gettext("Next begins at %(time)s", time=clock(moment.next.span.start)))
        case DayStage.BREAK:
            return _get_break_text(moment.pause)
        case DayStage.AHEAD if moment.next is not None:
            return _get_start_text(moment.next, now)
        case DayStage.OVER:
            return _get_end_text(moment)
    return ""


def _get_start_text(first: DaySlot, now: datetime) -> str:
    at = clock(first.span.start)
    if _is_today(first, now):
        return str(gettext("The meetings begin at %(time)s", time=at))
    return str(gettext("The meetings begin on %(day)s at %(time)s", day=long_day(first.span.start), time=at))


def _get_end_text(moment: DayMoment) -> str:
    if moment.next is None:
        return str(gettext("The meetings are over"))
    day, at = long_day(moment.next.span.start), clock(moment.next.span.start)
    return str(gettext("Today’s meetings are over. The next begin on %(day)s at %(time)s.", day=day, time=at))


def _get_column_heads(moment: DayMoment) -> tuple[str, str]:
    """Now and next; before a time begins, next and then."""
    if moment.runs is not None:
        return pgettext("board", "Now"), pgettext("board", "Next")
    return pgettext("board", "Next"), pgettext("board", "Then")


def _get_break_text(pause: DaySlot | None) -> str:
    if pause is None:
        return ""
    span = f"{clock(pause.span.start)} – {clock(pause.span.end)}"
    label = plain(pause.label) or gettext("Break")
    return f"{label} {span}"


def _is_today(time: DaySlot, now: datetime) -> bool:
    return local(time.span.start).date() == local(now).date()


SCREEN = "/boards/<token>"
MAX_CACHED_BOARDS = 200
PAGE_SECONDS = 20


@dataclass(frozen=True)
class RenderedBoard:
    """What a board says from ``key`` on: its version, the last notice, the minute."""

    key: tuple[int, int, datetime]
    html: str
    etag: str


@day.get(SCREEN)
@public
def screen(token: str) -> ResponseReturnValue:
    """The whole page. A browser without scripts comes for the next page of tables by itself, once somebody wants it."""
    looked = get_opened_board(token)
    g.event = looked.event
    shown = _get_content(looked, now())
    page = (request.args.get("page", 1, type=int) - 1) % max(1, len(shown.pages))
    turns = request.args.get("turns") == "1"
    answer = make_response(render_template("day/screen.html", token=token, page=page, turns=turns, **vars(shown)))
    if turns:
        answer.headers["Refresh"] = f"{PAGE_SECONDS}; url={url_for('day.screen', token=token, page=page + 2, turns=1)}"
    return answer


@day.get(f"{SCREEN}/now")
@public
def screen_now(token: str) -> ResponseReturnValue:
    """The part that changes; 304 for a screen that shows it already."""
    looked = get_opened_board(token)
    g.event = looked.event
    board = _render_board(looked, now())
    answer = Response(board.html, mimetype="text/html")
    answer.set_etag(board.etag)
    return answer.make_conditional(request)


@dataclass(frozen=True)
class BoardContent:
    """``words`` and ``names`` by language, the first one large."""

    event: Event
    at: datetime
    moment: DayMoment
    pages: tuple[HallPage, ...]
    seated: HallOccupation
    words: list[BoardTexts]
    names: list[dict[int, str]]


def _render_board(looked: OpenedBoard, at: datetime) -> RenderedBoard:
    cache: dict[tuple[int, str], RenderedBoard] = current_app.extensions.setdefault("boards", {})
    key = (looked.board.version, looked.last, at.replace(second=0, microsecond=0))
    place = (looked.board.id, " ".join(list_board_languages(looked.board)))
    rendered_board = cache.get(place)
    if rendered_board is None or rendered_board.key != key:
        html = render_template("day/_hall.html", page=0, **vars(_get_content(looked, at)))
        rendered_board = RenderedBoard(key, html, hashlib.sha256(html.encode()).hexdigest()[:32])
        if len(cache) >= MAX_CACHED_BOARDS:
            cache.clear()
        cache[place] = rendered_board
    return rendered_board


def _get_content(looked: OpenedBoard, at: datetime) -> BoardContent:
    board, event = looked.board, looked.event
    zone, out = ZoneInfo(event.zone), get_schedule_visibility(event)
    moment = get_day_moment(list_day_slots(event.id), at, zone)
    today = [time for time in moment.shown if time.span.start.astimezone(zone).date() == at.astimezone(zone).date()]
    shows = out is ScheduleVisibility.NOW and bool(today)
    pages = create_hall_pages(filter_tables_by_zone(list_hall_tables(event.id), board.zones)) if shows else ()
    seated = get_hall_occupation([time.id for time in today]) if shows else HallOccupation({}, {})
    languages = list_board_languages(board)
    words = [get_board_texts(code, moment, pages, at, out) for code in languages]
    return BoardContent(event, at, moment, pages, seated, words, [seated.called(code) for code in languages])


def list_board_languages(board: HallBoard) -> list[str]:
    """The board's own; who has chosen one in this browser, as people with phones do, reads that one first."""
    chosen_here = session.get("language")
    first = chosen_here if chosen_here in LANGUAGES else board.language
    if not board.second:
        return [first]
    return [first, board.language if first == board.second else board.second]


def get_schedule_visibility(event: Event) -> ScheduleVisibility:
    """Whether a hall may read who meets whom: once it is published, until the event is closed."""
    if event.phase == Phase.CLOSED:
        return ScheduleVisibility.NO_MORE
    live = event.booking_mode == BookingMode.LIVE and event.phase == Phase.BOOKING
    return (
        ScheduleVisibility.NOW
        if live or event.phase in (Phase.PUBLISHED, Phase.RUNNING)
        else ScheduleVisibility.NOT_YET
    )


BOARDS = "/events/<slug:event>/boards"
BOARD = f"{BOARDS}/<int:board_id>"
LANGUAGE_NAMES = (("en", "English"), ("zh", "中文"), ("fr", "français"))


@day.get(BOARDS)
@allow(*STAFF, of=an_event)
def boards(event: Event) -> ResponseReturnValue:
    g.tab = "day.desk"
    seats = list_hall_tables(event.id)
    return render_template(
        "day/boards.html",
        event=event,
        boards=[(board, url := get_board_url(board), qr_picture(url)) for board in list_boards(event.id)],
        zones=[(get_zone_key(zone), plain(zone)) for zone in list_zones(seats) if zone],
        tables=len(seats),
        languages=LANGUAGE_NAMES,
        is_out=get_schedule_visibility(event) is ScheduleVisibility.NOW,
        may_change=Role.ORGANIZER in current_roles(),
    )


@day.post(BOARDS)
@allow(Role.ORGANIZER, of=an_event)
def open_board(event: Event) -> ResponseReturnValue:
    services.open_board(event.id, _parse_settings(), by=current_user.id)
    flash(gettext("The board has an address now. Open it on the screen in the hall."), "good")
    return _redirect_to_boards(event)


@day.post(BOARD)
@allow(Role.ORGANIZER, of=an_event)
def change_board(event: Event, board_id: int) -> ResponseReturnValue:
    services.change_board(event.id, board_id, _parse_settings(), by=current_user.id)
    flash(gettext("Saved. Screens that show this board follow within seconds."), "good")
    return _redirect_to_boards(event)


@day.post(f"{BOARD}/address")
@allow(Role.ORGANIZER, of=an_event)
def replace_address(event: Event, board_id: int) -> ResponseReturnValue:
    services.replace_address(event.id, board_id, by=current_user.id)
    flash(gettext("This is a new address. The one before shows nothing any more."), "good")
    return _redirect_to_boards(event)


@day.post(f"{BOARD}/removal")
@allow(Role.ORGANIZER, of=an_event)
def end_board(event: Event, board_id: int) -> ResponseReturnValue:
    services.end_board(event.id, board_id, by=current_user.id)
    flash(gettext("The address shows nothing any more."), "good")
    return _redirect_to_boards(event)


def _parse_settings() -> BoardSettings:
    """Zones that are not there count as not chosen."""
    form = BoardForm()
    return BoardSettings(typed_text(form.language), typed_text(form.second), tuple(form.zone.data or ()))


def _redirect_to_boards(event: Event) -> ResponseReturnValue:
    return redirect(url_for("day.boards", event=event), 303)
