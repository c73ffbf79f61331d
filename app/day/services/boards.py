"""Give out, change, replace and end the addresses of the screens in the hall."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Conflict, Invalid, NotFound
from app.core.localized import LANGUAGES
from app.day.hall_pages import zone_key, zones_of
from app.day.models import Board
from app.day.queries.hall import seats_of

MOST_BOARDS = 20


class TooManyBoards(Conflict):
    """Details: most."""

    code = "boards_full"


@dataclass(frozen=True, slots=True)
class Shows:
    """What a board is to show: its first language, a second one or "", and the keys of zones; none or all of these:
    the whole hall, also as it grows."""

    language: str
    second: str = ""
    zones: tuple[str, ...] = ()


def open_board(event_id: int, shows: Shows, *, by: int) -> Board:
    """A board with an address of its own. Raises Invalid ``board_language``, TooManyBoards."""
    _check(shows)
    with transaction() as session:
        live = select(Board.id).where(Board.event_id == event_id, Board.revoked_at.is_(None))
        if len(session.scalars(live).all()) >= MOST_BOARDS:
            raise TooManyBoards(most=MOST_BOARDS)
        board = Board(event_id=event_id, mark=secrets.token_hex(8))
        _say(board, shows)
        session.add(board)
        session.flush()
        audit.log_action("board.opened", board, event_id=event_id, by=by)
        return board


def change_board(event_id: int, board_id: int, shows: Shows, *, by: int) -> None:
    """Other languages or zones under the same address. Raises Invalid ``board_language``, NotFound."""
    _check(shows)
    with transaction():
        board = _live(event_id, board_id)
        _say(board, shows)
        audit.log_action("board.changed", board, event_id=event_id, by=by)


def replace_address(event_id: int, board_id: int, *, by: int) -> None:
    """Another address: whoever has the old one sees nothing any more. Raises NotFound."""
    with transaction():
        board = _live(event_id, board_id)
        board.version += 1
        audit.log_action("board.replaced", board, event_id=event_id, by=by)


def end_board(event_id: int, board_id: int, *, by: int) -> None:
    """The address is dead, and none takes its place. Raises NotFound."""
    with transaction():
        board = _live(event_id, board_id)
        board.version, board.revoked_at = board.version + 1, now()
        audit.log_action("board.ended", board, event_id=event_id, by=by)


def _check(shows: Shows) -> None:
    if shows.language not in LANGUAGES or shows.second not in (*LANGUAGES, ""):
        raise Invalid("board_language")


def _say(board: Board, shows: Shows) -> None:
    board.language, board.second = shows.language, shows.second if shows.second != shows.language else ""
    board.zones = _known(board.event_id, shows.zones)


def _known(event_id: int, zones: Collection[str]) -> list[str]:
    """Of the zones named those that there are; [] where that is the whole hall."""
    keys = [zone_key(zone) for zone in zones_of(seats_of(event_id))]
    kept = [key for key in keys if key in zones]
    return kept if len(kept) < len(keys) else []


def _live(event_id: int, board_id: int) -> Board:
    board = db.session.scalar(
        select(Board)
        .where(Board.id == board_id, Board.event_id == event_id, Board.revoked_at.is_(None))
        .with_for_update()
    )
    if board is None:
        raise NotFound
    return board
