"""A screen in the hall, by an address that needs no sign-in: what runs now and next, table by table.

A screen asks every few seconds and nearly always hears that nothing has changed, for which one query is enough: what
was said last is kept for the minute, for times begin and end on whole ones.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Response, current_app, g, make_response, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from app.core.db import now
from app.core.localized import LANGUAGES
from app.core.web.guards import public
from app.day.hall_pages import HallPage, chosen, hall_pages
from app.day.models import Board
from app.day.queries.boards import Looked, looked_at
from app.day.queries.hall import Seated, seated_at, seats_of, times_of
from app.day.stages import Moment, moment_of
from app.day.views.blueprint import day
from app.day.views.hall_words import Out, Words, words_in
from app.events.models import Event
from app.events.phases import BookingMode, Phase

SCREEN = "/boards/<token>"
MOST_KEPT = 200
TURN_SECONDS = 20


@dataclass(frozen=True)
class Said:
    """What a board says from ``key`` on: its version, the last notice, the minute."""

    key: tuple[int, int, datetime]
    html: str
    etag: str


@day.get(SCREEN)
@public
def screen(token: str) -> ResponseReturnValue:
    """The whole page. A browser without scripts comes for the next page of tables by itself, once somebody wants it."""
    looked = looked_at(token)
    g.event = looked.event
    shown = _shown(looked, now())
    page = (request.args.get("page", 1, type=int) - 1) % max(1, len(shown.pages))
    turns = request.args.get("turns") == "1"
    answer = make_response(render_template("day/screen.html", token=token, page=page, turns=turns, **vars(shown)))
    if turns:
        answer.headers["Refresh"] = f"{TURN_SECONDS}; url={url_for('day.screen', token=token, page=page + 2, turns=1)}"
    return answer


@day.get(f"{SCREEN}/now")
@public
def screen_now(token: str) -> ResponseReturnValue:
    """The part that changes; 304 for a screen that shows it already."""
    looked = looked_at(token)
    g.event = looked.event
    said = _said(looked, now())
    answer = Response(said.html, mimetype="text/html")
    answer.set_etag(said.etag)
    return answer.make_conditional(request)


@dataclass(frozen=True)
class Shown:
    """``words`` and ``names`` by language, the first one large."""

    event: Event
    at: datetime
    moment: Moment
    pages: tuple[HallPage, ...]
    seated: Seated
    words: list[Words]
    names: list[dict[int, str]]


def _said(looked: Looked, at: datetime) -> Said:
    kept: dict[tuple[int, str], Said] = current_app.extensions.setdefault("boards", {})
    key = (looked.board.version, looked.last, at.replace(second=0, microsecond=0))
    place = (looked.board.id, " ".join(languages_of(looked.board)))
    found = kept.get(place)
    if found is None or found.key != key:
        html = render_template("day/_hall.html", page=0, **vars(_shown(looked, at)))
        found = Said(key, html, hashlib.sha256(html.encode()).hexdigest()[:32])
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[place] = found
    return found


def _shown(looked: Looked, at: datetime) -> Shown:
    board, event = looked.board, looked.event
    zone, out = ZoneInfo(event.zone), out_in(event)
    moment = moment_of(times_of(event.id), at, zone)
    today = [time for time in moment.shown if time.span.start.astimezone(zone).date() == at.astimezone(zone).date()]
    shows = out is Out.NOW and bool(today)
    pages = hall_pages(chosen(seats_of(event.id), board.zones)) if shows else ()
    seated = seated_at([time.id for time in today]) if shows else Seated({}, {})
    languages = languages_of(board)
    words = [words_in(code, moment, pages, at, out) for code in languages]
    return Shown(event, at, moment, pages, seated, words, [seated.called(code) for code in languages])


def languages_of(board: Board) -> list[str]:
    """The board's own; who has chosen one in this browser, as people with phones do, reads that one first."""
    chosen_here = session.get("language")
    first = chosen_here if chosen_here in LANGUAGES else board.language
    if not board.second:
        return [first]
    return [first, board.language if first == board.second else board.second]


def out_in(event: Event) -> Out:
    """Whether a hall may read who meets whom: once it is published, until the event is closed."""
    if event.phase == Phase.CLOSED:
        return Out.NO_MORE
    live = event.booking_mode == BookingMode.LIVE and event.phase == Phase.BOOKING
    return Out.NOW if live or event.phase in (Phase.PUBLISHED, Phase.RUNNING) else Out.NOT_YET
