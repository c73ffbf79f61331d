"""Pairs of companies, made in the background: those for who lacks meetings, and all suggested ones as a workbook."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import force_locale, gettext
from sqlalchemy import select

from app.companies.models import Company
from app.core.db import db, now, transaction
from app.core.errors import Conflict
from app.core.files import store_export
from app.core.jobs import enqueue
from app.core.models import StoredFile
from app.core.web.locale import LOCALES, in_a_row, language, plain
from app.documents.csv import CellValue
from app.documents.xlsx import WorkbookSheet, to_xlsx
from app.events.models import Event
from app.events.phases import EventAct
from app.matching.fill_up import fill_up_result
from app.matching.models import Ranking
from app.matching.profiles import CompanyKey
from app.matching.queries.fill_up import approved_company_ids, get_fill_up_input
from app.matching.queries.ranking_input import list_pins, reasons_with_quotes
from app.matching.queries.rankings import get_latest_ranking
from app.matching.queries.suggestions import get_lists
from app.matching.stored_lists import StoredPlace
from app.matching.wording import shown_reasons
from app.meetings.services.policy import may_book, require_phase
from app.registrations.models import Registration
from app.registrations.states import RegistrationState

FILL_UP_JOB = "matching.fill_up"
FillUpProgress = Callable[[float, str], None]


class RankingMissing(Conflict):
    """Nothing is ranked yet, so there is nothing to choose the best from."""

    code = "no_ranking"


def request_fill_up(event: Event, delegations: Sequence[int] | None, *, by: int) -> str:
    """Have pairs found for the event's companies, or those of these delegations; the public id of the job. Raises
    PhaseForbids where none may be arranged now."""
    require_phase(event, EventAct.ARRANGE)
    with transaction():
        asked: dict[str, Any] = {"delegations": None if delegations is None else list(delegations)}
        return enqueue(FILL_UP_JOB, user_id=by, event_id=event.id, **asked).public_id


def find_fill_up_pairs(event_id: int, delegations: Collection[int] | None, *, tell: FillUpProgress) -> dict[str, Any]:
    """``pairs``: [one, other, score, slot or None] · ``left``: [company, how many it still lacks, why] · ``has``:
    company → meetings now · ``least`` · ``least_of``: company → its own · ``ranking``: version. Ids alone. Raises
    NoRanking."""
    event, ranking = db.session.get_one(Event, event_id), get_latest_ranking(event_id)
    if ranking is None:
        raise RankingMissing
    tell(0.1, "reading")
    ground, ids = get_fill_up_input(event, ranking), approved_company_ids(event, delegations)
    timed = may_book(event)
    db.session.rollback()
    tell(0.5, "choosing")
    pairs, left = fill_up_result(
        ground.companies, ground.candidates, served_ids=ids, tables=ground.tables, can_meet=ground.can_meet
    )
    named = {company for pair in pairs for company in pair.candidate.companies} | set(left)
    return {
        "pairs": [
            [*pair.candidate.companies, round(pair.candidate.score, 1), pair.slot if timed else None] for pair in pairs
        ],
        "left": [[company, count, why.value] for company, (count, why) in left.items()],
        "has": {str(company): ground.companies[company].has for company in sorted(named)},
        "least": event.min_meetings or 0,
        "least_of": {str(company): ground.companies[company].least for company in sorted(named)},
        "ranking": ranking.version,
    }


PAIRINGS_JOB = "matching.pairings"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMN_WIDTHS = (36, 22, 18, 14, 8, 36, 22, 18, 14, 10, 14, 14, 12, 12, 90)
PairingsProgress = Callable[[float], None]
LabelsByCompany = dict[CompanyKey, tuple[str, str, str, str]]
"""Registration → name, Chinese name, group, its state in words."""
FirstPairs = frozenset[frozenset[CompanyKey]]
"""Pairs that the organizer put first in the lists of both."""


def request_pairings(event: Event, *, by: int) -> str:
    """Have the workbook made in the reader's language; the public id of the job. Raises NoRanking."""
    if get_latest_ranking(event.id) is None:
        raise RankingMissing
    with transaction():
        return enqueue(PAIRINGS_JOB, user_id=by, event_id=event.id, language=language()).public_id


def create_pairings(event_id: int, spoken: str, *, by: int | None, tell: PairingsProgress) -> StoredFile:
    """The workbook, to be fetched by whoever asked. ``tell`` hears what share is written, from 0 to 1. Raises
    NoRanking."""
    event, ranking = db.session.get_one(Event, event_id), get_latest_ranking(event_id)
    if ranking is None:
        raise RankingMissing
    with force_locale(LOCALES[spoken]):
        firsts = frozenset(frozenset(pair) for pair, kind in list_pins(event.id).items() if kind == "up")
        rows = _pairing_rows(get_lists(ranking), _labels_by_company(event), firsts, tell)
        sheet = WorkbookSheet(
            name=gettext("Pairings"), header=_pairing_header(), rows=rows, widths=COLUMN_WIDTHS, wraps=True
        )
        made = to_xlsx([sheet, _about_sheet(event, ranking)], made_at=now(), title=plain(event.name))
    name = f"{event.slug}-pairings.xlsx"
    return store_export(made, name=name, media_type=XLSX_TYPE, user_id=by, event_id=event_id)


def _pairing_header() -> list[str]:
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


def _pairing_rows(
    lists: dict[CompanyKey, tuple[StoredPlace, ...]], names: LabelsByCompany, firsts: FirstPairs, tell: PairingsProgress
) -> Iterator[list[CellValue]]:
    """Who withdrew since is left out, on either side."""
    reasons = reasons_with_quotes(
        {(company, place.other): place.reasons for company, places in lists.items() for place in places}
    )
    yes = gettext("yes")
    companies = sorted(
        (company for company in lists if company in names), key=lambda company: (names[company][2], names[company][0])
    )
    for done, firm in enumerate(companies):
        tell(done / len(companies))
        for number, place in enumerate(lists[firm], 1):
            if place.other in names:
                numbers = (round(value, 1) for value in (place.score, place.fit, place.fit_back))
                why = in_a_row(line.text.striptags() for line in shown_reasons(reasons[firm, place.other]))
                hands = (yes if hand else "" for hand in ({firm, place.other} in firsts, place.widened))
                yield [*names[firm], number, *names[place.other], *numbers, *hands, why]


def _about_sheet(event: Event, ranking: Ranking) -> WorkbookSheet:
    computed = ranking.computed_at.astimezone(ZoneInfo(event.zone))
    rows: list[list[CellValue]] = [
        [gettext("Event"), plain(event.name)],
        [gettext("Version of the ranking"), ranking.version],
        [gettext("Computed"), computed.replace(microsecond=0, tzinfo=None)],
        [gettext("Time zone"), event.zone],
        [gettext("Firms"), ranking.firms],
    ]
    return WorkbookSheet(name=gettext("About this list"), header=[gettext("What"), ""], rows=rows, widths=(30, 50))


def _labels_by_company(event: Event) -> LabelsByCompany:
    groups = {group.id: group.name for group in event.groups}
    rows = (
        select(Registration.id, Registration.group_id, Registration.state, Company.name, Company.name_zh)
        .join(Company, Company.id == Registration.company_id)
        .where(Registration.event_id == event.id)
    )
    states: dict[str, str] = {  # of those that may stand in a list, and of who has left since
        RegistrationState.DRAFT: gettext("draft"),
        RegistrationState.SUBMITTED: gettext("to approve"),
        RegistrationState.APPROVED: gettext("approved"),
        RegistrationState.WAITING: gettext("waiting list"),
        RegistrationState.REJECTED: gettext("rejected"),
        RegistrationState.CANCELLED: gettext("cancelled"),
    }
    return {
        registration_id: (name, name_zh or "", groups.get(group or 0, ""), states.get(state, state))
        for registration_id, group, state, name, name_zh in db.session.execute(rows)
    }
