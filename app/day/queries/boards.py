"""The boards of an event, and the one that an address leads to with the last thing that can have changed it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import Integer, bindparam, select

from app.core.db import db
from app.core.errors import NotFound
from app.core.models import Notice
from app.core.signing import token_number
from app.day.boards import is_signed, sign
from app.day.models import Board
from app.events.models import Event

CHANGING = ("meetings", "events", "boards", "shifts")
"""Subjects of notices after which a board may say something else."""

_LAST = (
    select(Notice.id)
    .where(Notice.event_id == Board.event_id, Notice.subject.in_(CHANGING))
    .order_by(Notice.id.desc())
    .limit(1)
    .correlate(Board)
    .scalar_subquery()
)
_BOARD = (
    select(Board, Event, _LAST)
    .join(Event, Event.id == Board.event_id)
    .where(Board.id == bindparam("number", type_=Integer), Board.revoked_at.is_(None))
)
"""Made once: five hundred screens ask it every few seconds."""


@dataclass(frozen=True)
class Looked:
    """``last``: the number of the last notice about what a board shows."""

    board: Board
    event: Event
    last: int


def looked_at(token: str) -> Looked:
    """What an address leads to, in one query. Raises NotFound for a forged one and one that was ended."""
    found = db.session.execute(_BOARD, {"number": token_number(token) or 0}).one_or_none()
    if found is None:
        raise NotFound
    board, event, last = found
    if not is_signed(token, _secret(), board.id, board.version, board.mark):
        raise NotFound
    return Looked(board, event, last or 0)


def boards_of(event_id: int) -> list[Board]:
    """Those whose addresses still lead somewhere, in the order in which they were made."""
    live = select(Board).where(Board.event_id == event_id, Board.revoked_at.is_(None))
    return list(db.session.scalars(live.order_by(Board.id)))


def board_url(board: Board) -> str:
    """The address to open on a screen; the same at any time until it is ended."""
    base = str(current_app.config["SETTINGS"].base_url).rstrip("/")
    return f"{base}/boards/{sign(_secret(), board.id, board.version, board.mark)}"


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
