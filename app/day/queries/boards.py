"""The boards of an event, the one that an address leads to, and what it shows: slots, tables, who sits where."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask import current_app
from sqlalchemy import Integer, and_, bindparam, or_, select
from sqlalchemy.orm import aliased

from app.companies.models import Company
from app.companies.names.spellings import display_names
from app.core.clock import Span
from app.core.db import db
from app.core.errors import NotFound
from app.core.localized import Localized
from app.core.models import Notice
from app.core.signing import token_number
from app.day.boards import HallTable, get_distinct_short_names, is_board_token, sign_board
from app.day.day_stages import DaySlot
from app.day.models import HallBoard
from app.events.calendar import SlotKind
from app.events.models import Event, Group, Slot, Table
from app.meetings.lifecycle import MeetingState
from app.meetings.models import Claim, Meeting
from app.registrations.models import Registration

BOARD_SUBJECTS = ("meetings", "events", "boards", "shifts")
"""Subjects of notices after which a board may say something else."""

_LAST_ENTRY = (
    select(Notice.id)
    .where(Notice.event_id == HallBoard.event_id, Notice.subject.in_(BOARD_SUBJECTS))
    .order_by(Notice.id.desc())
    .limit(1)
    .correlate(HallBoard)
    .scalar_subquery()
)
_BOARD_QUERY = (
    select(HallBoard, Event, _LAST_ENTRY)
    .join(Event, Event.id == HallBoard.event_id)
    .where(HallBoard.id == bindparam("number", type_=Integer), HallBoard.revoked_at.is_(None))
)
"""Made once: five hundred screens ask it every few seconds."""


@dataclass(frozen=True)
class OpenedBoard:
    """``last``: the number of the last notice about what a board shows."""

    board: HallBoard
    event: Event
    last: int


def get_opened_board(token: str) -> OpenedBoard:
    """What an address leads to, in one query. Raises NotFound for a forged one and one that was ended."""
    row = db.session.execute(_BOARD_QUERY, {"number": token_number(token) or 0}).one_or_none()
    if row is None:
        raise NotFound
    board, event, last = row
    if not is_board_token(token, _secret(), board.id, board.version, board.mark):
        raise NotFound
    return OpenedBoard(board, event, last or 0)


def list_boards(event_id: int) -> list[HallBoard]:
    """Those whose addresses still lead somewhere, in the order in which they were made."""
    live = select(HallBoard).where(HallBoard.event_id == event_id, HallBoard.revoked_at.is_(None))
    return list(db.session.scalars(live.order_by(HallBoard.id)))


def get_board_url(board: HallBoard) -> str:
    """The address to open on a screen; the same at any time until it is ended."""
    base = str(current_app.config["SETTINGS"].base_url).rstrip("/")
    return f"{base}/boards/{sign_board(_secret(), board.id, board.version, board.mark)}"


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])


SHOWN_STATES = (MeetingState.BOOKED, MeetingState.HELD)


@dataclass(frozen=True, slots=True)
class BoardCompany:
    """A firm by its two names, as a company has them."""

    name: str
    name_zh: str | None


@dataclass(frozen=True, slots=True)
class TableOccupation:
    """Who sits at a table: two firms, or the host of a group meeting alone."""

    companies: tuple[int, ...]


@dataclass(frozen=True)
class HallOccupation:
    """Who sits where: (table, slot) → sitting, and what the firms are called in each language."""

    at: Mapping[tuple[int, int], TableOccupation]
    companies: Mapping[int, BoardCompany]

    def called(self, language: str) -> dict[int, str]:
        """Short names by registration."""
        return get_distinct_short_names(
            {number: display_names(company, language).first for number, company in self.companies.items()}
        )


def list_day_slots(event_id: int) -> list[DaySlot]:
    rows = select(Slot).where(Slot.event_id == event_id).order_by(Slot.starts_at)
    return [
        DaySlot(slot.id, Span(slot.starts_at, slot.ends_at), SlotKind(slot.kind), slot.label)
        for slot in db.session.scalars(rows)
    ]


def list_hall_tables(event_id: int) -> list[HallTable]:
    """The tables in use, in their order."""
    rows = (
        select(Table.id, Table.label, Table.zone_en, Table.zone_zh, Table.zone_fr)
        .where(Table.event_id == event_id, Table.retired_at.is_(None))
        .order_by(Table.position, Table.id)
    )
    return [
        HallTable(number, label, Localized(en or "", zh or "", fr or ""))
        for number, label, en, zh, fr in db.session.execute(rows)
    ]


def get_hall_occupation(slots: Collection[int]) -> HallOccupation:
    """In one query; nothing of what is said between the firms, nor who sits there for them."""
    asker, other = aliased(Registration), aliased(Registration)
    house, house_of_other = aliased(Company), aliased(Company)
    side, side_of_other = aliased(Group), aliased(Group)
    rows = (
        select(
            Claim.table_id,
            Claim.slot_id,
            asker.id,
            house.name,
            house.name_zh,
            side.position,
            other.id,
            house_of_other.name,
            house_of_other.name_zh,
            side_of_other.position,
        )
        .join(Meeting, Meeting.id == Claim.meeting_id)
        .join(asker, asker.id == Meeting.asker_id)
        .join(house, house.id == asker.company_id)
        .outerjoin(side, side.id == asker.group_id)
        .outerjoin(other, and_(other.id != asker.id, or_(other.id == Meeting.low_id, other.id == Meeting.high_id)))
        .outerjoin(house_of_other, house_of_other.id == other.company_id)
        .outerjoin(side_of_other, side_of_other.id == other.group_id)
        .where(Claim.slot_id.in_(slots), Claim.table_id.is_not(None), Meeting.state.in_(SHOWN_STATES))
    )
    at: dict[tuple[int, int], TableOccupation] = {}
    companies: dict[int, BoardCompany] = {}
    for table, slot, *rest in db.session.execute(rows):
        parties = _order_companies(rest)
        companies |= dict(parties)
        at[int(table or 0), slot] = TableOccupation(tuple(number for number, _called in parties))
    return HallOccupation(at, companies)


def _order_companies(rest: list[Any]) -> list[tuple[int, BoardCompany]]:
    """The firm of the first side first, so that a column reads the same all the way down."""
    companies = [(rest[3] or 0, rest[0], BoardCompany(rest[1], rest[2]))]
    if rest[4] is not None:
        companies.append((rest[7] or 0, rest[4], BoardCompany(rest[5], rest[6])))
    return [(number, called) for _side, number, called in sorted(companies, key=lambda company: company[:2])]
