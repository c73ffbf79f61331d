"""All suggested pairings of an event as one workbook, with their reasons in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from zoneinfo import ZoneInfo

from flask_babel import force_locale, gettext
from sqlalchemy import select

from app.companies.models import Company
from app.core.db import db, now, transaction
from app.core.files import store_export
from app.core.jobs import enqueue
from app.core.models import StoredFile
from app.core.web.locale import LOCALES, in_a_row, language, plain
from app.documents.csv import CellValue
from app.documents.xlsx import WorkbookSheet, to_xlsx
from app.events.models import Event
from app.matching.firm import Key
from app.matching.models import Ranking
from app.matching.packed import Place
from app.matching.queries.basis import pins_of
from app.matching.queries.market import lists_of
from app.matching.queries.rankings import latest_ranking
from app.matching.queries.texts import with_quotes
from app.matching.services.filling import NoRanking
from app.matching.wording import shown
from app.registrations.models import Registration
from app.registrations.states import RegistrationState

JOB = "matching.pairings"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = (36, 22, 18, 14, 8, 36, 22, 18, 14, 10, 14, 14, 12, 12, 90)
Tell = Callable[[float], None]
Names = dict[Key, tuple[str, str, str, str]]
"""Registration → name, Chinese name, group, its state in words."""
Firsts = frozenset[frozenset[Key]]
"""Pairs that the organizer put first in the lists of both."""


def ask_for(event: Event, *, by: int) -> str:
    """Have the workbook made in the reader's language; the public id of the job. Raises NoRanking."""
    if latest_ranking(event.id) is None:
        raise NoRanking
    with transaction():
        return enqueue(JOB, user_id=by, event_id=event.id, language=language()).public_id


def make(event_id: int, spoken: str, *, by: int | None, tell: Tell) -> StoredFile:
    """The workbook, to be fetched by whoever asked. ``tell`` hears what share is written, from 0 to 1. Raises
    NoRanking."""
    event, ranking = db.session.get_one(Event, event_id), latest_ranking(event_id)
    if ranking is None:
        raise NoRanking
    with force_locale(LOCALES[spoken]):
        rows = _rows(lists_of(ranking), _names(event), _firsts(event), tell)
        sheet = WorkbookSheet(name=gettext("Pairings"), header=_header(), rows=rows, widths=WIDTHS, wraps=True)
        made = to_xlsx([sheet, _about(event, ranking)], made_at=now(), title=plain(event.name))
    name = f"{event.slug}-pairings.xlsx"
    return store_export(made, name=name, media_type=XLSX, user_id=by, event_id=event_id)


def _header() -> list[str]:
    return [
        gettext("Company"),
        gettext("Company, Chinese"),
        gettext("Group"),
        gettext("State"),
        gettext("Place in the list"),
        gettext("Suggested"),
        gettext("Suggested, Chinese"),
        gettext("Group of the suggested"),
        gettext("State of the suggested"),
        gettext("Score"),
        gettext("Fit for the company"),
        gettext("Fit for the suggested"),
        gettext("Pinned"),
        gettext("Widened"),
        gettext("Reasons, as the company reads them"),
    ]


def _rows(lists: dict[Key, tuple[Place, ...]], names: Names, firsts: Firsts, tell: Tell) -> Iterator[list[CellValue]]:
    """Who withdrew since is left out, on either side."""
    told = with_quotes({(firm, place.other): place.reasons for firm, places in lists.items() for place in places})
    yes = gettext("yes")
    firms = sorted((firm for firm in lists if firm in names), key=lambda firm: (names[firm][2], names[firm][0]))
    for done, firm in enumerate(firms):
        tell(done / len(firms))
        for number, place in enumerate(lists[firm], 1):
            if place.other in names:
                numbers = (round(value, 1) for value in (place.score, place.fit, place.fit_back))
                why = in_a_row(line.text.striptags() for line in shown(told[firm, place.other]))
                hands = (yes if hand else "" for hand in ({firm, place.other} in firsts, place.widened))
                yield [*names[firm], number, *names[place.other], *numbers, *hands, why]


def _about(event: Event, ranking: Ranking) -> WorkbookSheet:
    computed = ranking.computed_at.astimezone(ZoneInfo(event.zone))
    rows: list[list[CellValue]] = [
        [gettext("Event"), plain(event.name)],
        [gettext("Version of the ranking"), ranking.version],
        [gettext("Computed"), computed.replace(microsecond=0, tzinfo=None)],
        [gettext("Time zone"), event.zone],
        [gettext("Firms"), ranking.firms],
    ]
    return WorkbookSheet(name=gettext("About this list"), header=[gettext("What"), ""], rows=rows, widths=(30, 50))


def _names(event: Event) -> Names:
    groups = {group.id: group.name for group in event.groups}
    rows = (
        select(Registration.id, Registration.group_id, Registration.state, Company.name, Company.name_zh)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.event_id == event.id)
    )
    states = _states()
    return {
        one: (name, name_zh or "", groups.get(group or 0, ""), states.get(state, state))
        for one, group, state, name, name_zh in db.session.execute(rows)
    }


def _states() -> dict[str, str]:
    """Of those that may stand in a list, and of who has left since."""
    return {
        RegistrationState.DRAFT: gettext("draft"),
        RegistrationState.SUBMITTED: gettext("to approve"),
        RegistrationState.APPROVED: gettext("approved"),
        RegistrationState.WAITING: gettext("waiting list"),
        RegistrationState.REJECTED: gettext("rejected"),
        RegistrationState.CANCELLED: gettext("cancelled"),
    }


def _firsts(event: Event) -> Firsts:
    return frozenset(frozenset(pair) for pair, kind in pins_of(event.id).items() if kind == "up")
