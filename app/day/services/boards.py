"""Create, change, replace and end the addresses of the boards in the hall."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from app.core import audit
from app.core.db import db, now, transaction
from app.core.errors import Conflict, Invalid, NotFound
from app.core.localized import LANGUAGES
from app.day.boards import get_zone_key, list_zones
from app.day.models import HallBoard
from app.day.queries.boards import list_hall_tables

MAX_BOARDS = 20


class TooManyBoards(Conflict):
    """Details: most."""

    code = "boards_full"


@dataclass(frozen=True, slots=True)
class BoardSettings:
    """What a board is to show: its first language, a second one or "", and the keys of zones; none or all of these:
    the whole hall, also as it grows."""

    language: str
    second: str = ""
    zones: tuple[str, ...] = ()


def open_board(event_id: int, shows: BoardSettings, *, by: int) -> HallBoard:
    """A board with an address of its own. Raises Invalid ``board_language``, TooManyBoards."""
    _require_languages(shows)
    with transaction() as session:
        live = select(HallBoard.id).where(HallBoard.event_id == event_id, HallBoard.revoked_at.is_(None))
        if len(session.scalars(live).all()) >= MAX_BOARDS:
            raise TooManyBoards(most=MAX_BOARDS)
        board = HallBoard(event_id=event_id, mark=secrets.token_hex(8))
        _update_settings(board, shows)
        session.add(board)
        session.flush()
        audit.log_action("board.opened", board, event_id=event_id, by=by)
        return board


def change_board(event_id: int, board_id: int, shows: BoardSettings, *, by: int) -> None:
    """Other languages or zones under the same address. Raises Invalid ``board_language``, NotFound."""
    _require_languages(shows)
    with transaction():
        board = _lock_board(event_id, board_id)
        _update_settings(board, shows)
        audit.log_action("board.changed", board, event_id=event_id, by=by)


def replace_address(event_id: int, board_id: int, *, by: int) -> None:
    """Another address: whoever has the old one sees nothing any more. Raises NotFound."""
    with transaction():
        board = _lock_board(event_id, board_id)
        board.version += 1
        audit.log_action("board.replaced", board, event_id=event_id, by=by)


def end_board(event_id: int, board_id: int, *, by: int) -> None:
    """The address is dead, and none takes its place. Raises NotFound."""
    with transaction():
        board = _lock_board(event_id, board_id)
        board.version, board.revoked_at = board.version + 1, now()
        audit.log_action("board.ended", board, event_id=event_id, by=by)


def _require_languages(shows: BoardSettings) -> None:
    if shows.language not in LANGUAGES or shows.second not in (*LANGUAGES, ""):
        raise Invalid("board_language")


def _update_settings(board: HallBoard, shows: BoardSettings) -> None:
    board.language, board.second = shows.language, shows.second if shows.second != shows.language else ""
    board.zones = _filter_zones(board.event_id, shows.zones)


def _filter_zones(event_id: int, zones: Collection[str]) -> list[str]:
    """Of the zones named those that there are; [] where that is the whole hall."""
    keys = [get_zone_key(zone) for zone in list_zones(list_hall_tables(event_id))]
    chosen = [key for key in keys if key in zones]
    return chosen if len(chosen) < len(keys) else []


def _lock_board(event_id: int, board_id: int) -> HallBoard:
    board = db.session.scalar(
        select(HallBoard)
        .where(HallBoard.id == board_id, HallBoard.event_id == event_id, HallBoard.revoked_at.is_(None))
        .with_for_update()
    )
    if board is None:
        raise NotFound
    return board
