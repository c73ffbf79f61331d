"""The addresses of the screens in the hall: give one out, choose what it shows, replace it, end it."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.web.guards import allow, current_roles
from app.core.web.locale import plain
from app.day.hall_pages import zone_key, zones_of
from app.day.queries.boards import board_url, boards_of
from app.day.queries.hall import seats_of
from app.day.services import boards as services
from app.day.services.boards import Shows
from app.day.views.blueprint import STAFF, day
from app.day.views.hall_words import Out
from app.day.views.screen import out_in
from app.documents.qr import qr_picture
from app.events.models import Event
from app.events.scopes import an_event

BOARDS = "/events/<slug:event>/boards"
BOARD = f"{BOARDS}/<int:board_id>"
LANGUAGES = (("en", "English"), ("zh", "中文"), ("fr", "français"))


@day.get(BOARDS)
@allow(*STAFF, of=an_event)
def boards(event: Event) -> ResponseReturnValue:
    g.tab = "day.desk"
    seats = seats_of(event.id)
    return render_template(
        "day/boards.html",
        event=event,
        boards=[(board, url := board_url(board), qr_picture(url)) for board in boards_of(event.id)],
        zones=[(zone_key(zone), plain(zone)) for zone in zones_of(seats) if zone],
        tables=len(seats),
        languages=LANGUAGES,
        is_out=out_in(event) is Out.NOW,
        may_change=Role.ORGANIZER in current_roles(),
    )


@day.post(BOARDS)
@allow(Role.ORGANIZER, of=an_event)
def open_board(event: Event) -> ResponseReturnValue:
    services.open_board(event.id, _asked(), by=current_user.id)
    flash(gettext("The board has an address now. Open it on the screen in the hall."), "good")
    return _back(event)


@day.post(BOARD)
@allow(Role.ORGANIZER, of=an_event)
def change_board(event: Event, board_id: int) -> ResponseReturnValue:
    services.change_board(event.id, board_id, _asked(), by=current_user.id)
    flash(gettext("Saved. Screens that show this board follow within seconds."), "good")
    return _back(event)


@day.post(f"{BOARD}/address")
@allow(Role.ORGANIZER, of=an_event)
def replace_address(event: Event, board_id: int) -> ResponseReturnValue:
    services.replace_address(event.id, board_id, by=current_user.id)
    flash(gettext("This is a new address. The one before shows nothing any more."), "good")
    return _back(event)


@day.post(f"{BOARD}/removal")
@allow(Role.ORGANIZER, of=an_event)
def end_board(event: Event, board_id: int) -> ResponseReturnValue:
    services.end_board(event.id, board_id, by=current_user.id)
    flash(gettext("The address shows nothing any more."), "good")
    return _back(event)


def _asked() -> Shows:
    """Zones that are not there count as not chosen."""
    form = request.form
    return Shows(form.get("language", ""), form.get("second", ""), tuple(form.getlist("zone")))


def _back(event: Event) -> ResponseReturnValue:
    return redirect(url_for("day.boards", event=event), 303)
