"""The figures of an evening: which day, when made, by what version told apart; on one A4 page and as a workbook."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext, ngettext, pgettext

from app.companies.sectors.tree import sector_tree
from app.companies.wording import section_word
from app.core.db import now
from app.core.web.locale import language, local, long_day, moment, plain
from app.documents.csv import CellValue
from app.documents.pdf import to_pdf
from app.documents.xlsx import WorkbookSheet, to_xlsx
from app.events.models import Event
from app.meetings.wording import STATE_LABELS
from app.outcomes.figures import (
    NO_CURRENCY,
    NO_SECTOR,
    EventFigures,
    FigureAmount,
    FigureData,
    FigureMeeting,
    figures_of,
)
from app.outcomes.money import amount_in_currency
from app.outcomes.queries.figures import figure_data_of
from app.outcomes.stages import OutcomeStage
from app.outcomes.wording import FIGURE_DEFINITIONS, STAGE_LABELS, STANDING_LABELS, compact_amount, difference_text
from app.registrations.models import Delegation


@dataclass(frozen=True)
class FigureReport:
    """``delegation``: of whose firms alone it tells, None for all; ``version``: the same for the same figures."""

    event: Event
    delegation: Delegation | None
    ground: FigureData
    figures: EventFigures
    made_at: datetime

    @property
    def version(self) -> str:
        text = json.dumps(asdict(self.figures), default=str, sort_keys=True)
        mark = sha256(text.encode()).hexdigest()
        return f"{mark[:4]} {mark[4:8]}"


def create_report(event: Event, delegation: Delegation | None, day: date | None) -> FigureReport:
    """Of one day, or of all."""
    ground = figure_data_of(event, delegation.id if delegation is not None else None)
    sides = [group.id for group in event.groups if _is_included(group.id, ground)]
    return FigureReport(event, delegation, ground, figures_of(ground, sides, day, sector_tree().sections), now())


def _is_included(side: int, ground: FigureData) -> bool:
    """Of a delegation its own sides."""
    return ground.own is None or any(
        company.side == side for company in ground.companies.values() if ground.counts(company.id)
    )


def default_day(event: Event, days: Sequence[date]) -> date | None:
    """Today where it is one of them, else the last before, else the first; None where there is none."""
    today = now().astimezone(ZoneInfo(event.zone)).date()
    return max((day for day in days if day <= today), default=min(days, default=None))


def event_days(event: Event) -> list[date]:
    return [day.day for day in event.days]


FIGURES_TEMPLATE = "outcomes/figures.typ"


def render_pdf(report: FigureReport) -> bytes:
    """In the reader's language. Raises PdfFailed."""
    return to_pdf(FIGURES_TEMPLATE, _template_data(report), language=language(), made_at=report.made_at)


def day_text(report: FigureReport) -> str:
    day = only_day(report)
    return long_day(day) if day is not None else str(gettext("All days together"))


def only_day(report: FigureReport) -> date | None:
    """The one day that is told of; None for several."""
    days = event_days(report.event)
    return report.figures.day or (days[0] if len(days) == 1 else None)


def version_text(report: FigureReport) -> str:
    """When the figures were made, and by what mark two of them are told apart."""
    return str(
        gettext(
            "Made %(when)s, version %(version)s: the same figures have the same version.",
            when=moment(report.made_at),
            version=report.version,
        )
    )


def _template_data(report: FigureReport) -> dict[str, Any]:
    f, event = report.figures, report.event
    about = [plain(event.name), plain(event.venue), plain(report.delegation.name) if report.delegation else ""]
    return {
        "title": gettext("Today in figures"),
        "about": " · ".join(text for text in about if text),
        "when": gettext("%(day)s, as of %(when)s.", day=day_text(report), when=moment(report.made_at)),
        "heads": _headline_rows(report),
        "funnel": _funnel_rows(f),
        "times": [[word, item.due.value, item.held] for word, item in zip(_time_labels(report), f.times, strict=True)],
        "sides": [group_name(report, item) for item in f.sides],
        "sectors": [
            [sector_name(code), [cell_values(cells[item]) for item in f.sides]] for code, cells in f.sectors.items()
        ],
        "together": [cell_values(f.together[item]) for item in f.sides],
        "stages": [[str(words), value] for words, value in outcome_lines(f)],
        "held": f.held.value,
        "amounts": [_amount_line(item) for item in f.amounts],
        "definitions": [[str(word), str(meaning)] for word, meaning in FIGURE_DEFINITIONS.values()],
        "words": _template_words(f),
        "foot": version_text(report),
    }


def _template_words(f: EventFigures) -> dict[str, Any]:
    return {
        "funnel": gettext("From planned to held"),
        "times": gettext("Held at each time"),
        "light": gettext("light: due, not held"),
        "sectors": gettext("By sector and side"),
        "sectors-note": gettext("Each meeting counts once on each side; a firm in two sectors in both"),
        "sector": gettext("Sector"),
        "columns": [gettext("firms"), gettext("held"), gettext("missed")],
        "together": gettext("Together"),
        "came": gettext("What came of them"),
        "answered": gettext("%(some)s of %(all)s answered", some=f.spoken.value, all=f.held.value),
        "amounts": gettext("Amounts"),
        "amounts-note": gettext("Claimed and confirmed are never added, nor are currencies"),
        "amount-columns": amount_columns(),
        "nothing": gettext("No intent and no signing has been told."),
        "counts": gettext("What each figure counts"),
    }


def amount_columns() -> list[str]:
    return [
        gettext("Kind"),
        gettext("Currency"),
        gettext("Meetings"),
        pgettext("figures", "Claimed"),
        gettext("Confirmed"),
        gettext("Difference"),
    ]


def _headline_rows(report: FigureReport) -> list[list[str]]:
    f = report.figures
    by_side = [
        gettext("%(num)s from %(side)s", num=f.companies_by_side[side].value, side=group_name(report, side))
        for side in f.sides
    ]
    companies_text, percent = gettext("firms came: %(sides)s", sides=gettext(", ").join(by_side)), f.held_percent
    held_text = gettext("held, %(percent)s %%", percent=percent) if percent is not None else gettext("held")
    return [
        [str(f.companies.value), gettext("of %(all)s", all=f.expected.value), companies_text],
        [str(f.people.value), "", _people_text(f.guests.value)],
        [str(f.due.value), "", _due_text(f)],
        [str(f.held.value), "", held_text],
        [str(f.stages[OutcomeStage.INTENT].value), "", _claims_text("intent", f)],
        [str(f.stages[OutcomeStage.SIGNED].value), "", _claims_text("signed", f)],
    ]


def _people_text(guests: int) -> str:
    return str(ngettext("people, %(num)d of them a guest", "people, %(num)d of them guests", guests))


def _due_text(f: EventFigures) -> str:
    words = {"planned": f.planned.value, "made": f.made.value}
    return str(gettext("meetings due: %(planned)s planned, %(made)s made on the day", **words))


def _claims_text(stage: str, f: EventFigures) -> str:
    count = f.confirmed[OutcomeStage(stage)].value
    if stage == OutcomeStage.INTENT:
        return str(gettext("intents claimed, %(num)s confirmed", num=count))
    return str(gettext("signings claimed, %(num)s confirmed", num=count))


def _funnel_rows(f: EventFigures) -> list[list[Any]]:
    return [
        [gettext("Planned"), f.planned.value, gettext("had a time before the day")],
        [gettext("Due"), f.due.value, _made_text(f.made.value)],
        [pgettext("figures", "Held"), f.held.value, gettext("both sides sat down")],
        [gettext("Missed"), f.missed.value, gettext("the two did not meet")],
    ]


def _made_text(count: int) -> str:
    return str(ngettext("%(num)d more was made on the day", "%(num)d more were made on the day", count))


def outcome_lines(f: EventFigures) -> list[tuple[Any, int]]:
    """What came of the meetings, as the page tells it."""
    order = (OutcomeStage.FOLLOW_UP, OutcomeStage.NONE, OutcomeStage.INTENT, OutcomeStage.SIGNED)
    return [
        *((STAGE_LABELS[stage], f.stages[stage].value) for stage in order),
        (gettext("No answer yet"), f.silent.value),
    ]


def _time_labels(report: FigureReport) -> list[str]:
    """Of several days the first time of each names the day."""
    moments = [local(start.at) for start in report.figures.times]
    if only_day(report) is not None:
        return [f"{start:%H:%M}" for start in moments]
    days = [f"{start:%d.%m}" for start in moments]
    return [day if place == 0 or day != days[place - 1] else "" for place, day in enumerate(days)]


def group_name(report: FigureReport, side: int) -> str:
    return next((plain(group.names) for group in report.event.groups if group.id == side), "")


def sector_name(code: str) -> str:
    return section_word("" if code == NO_SECTOR else code)


def cell_values(cell: Any) -> list[int]:
    return [cell.companies.value, cell.held.value, cell.missed.value]


def _amount_line(amount: FigureAmount) -> list[Any]:
    named = amount.currency != NO_CURRENCY
    return [
        str(STAGE_LABELS[amount.kind]),
        amount.currency if named else gettext("no amount"),
        amount.claims.value,
        compact_amount(amount.claimed, amount.currency) if named else "–",
        f"{compact_amount(amount.confirmed, amount.currency) if named else '–'} ({amount.confirmations.value})",
        gettext(", ").join(difference_text(standing, figure.value) for standing, figure in amount.open.items()) or "–",
    ]


def render_xlsx(report: FigureReport) -> bytes:
    """In the reader's language, amounts as numbers in their own currency."""
    sheets = [_main_sheet(report), _sector_sheet(report), _amount_sheet(report), _meeting_sheet(report)]
    return to_xlsx(sheets, made_at=report.made_at, title=gettext("Today in figures"))


def _main_sheet(report: FigureReport) -> WorkbookSheet:
    f = report.figures
    words = {name: (str(word), str(meaning)) for name, (word, meaning) in FIGURE_DEFINITIONS.items()}
    values: dict[str, int] = {
        "firms": f.companies.value,
        "people": f.people.value,
        "planned": f.planned.value,
        "due": f.due.value,
        "held": f.held.value,
        "missed": f.missed.value,
        "intent": f.stages[OutcomeStage.INTENT].value,
        "signed": f.stages[OutcomeStage.SIGNED].value,
    }
    rows: list[list[CellValue]] = [[words[name][0], value, words[name][1]] for name, value in values.items()]
    rows += [
        [f"{STAGE_LABELS[stage]}, {words['confirmed'][0]}", f.confirmed[stage].value, words["confirmed"][1]]
        for stage in f.confirmed
    ]
    rows += [[str(word), value, ""] for word, value in outcome_lines(f)]
    rows += [["", None, ""], [plain(report.event.name), None, day_text(report)], [version_text(report), None, ""]]
    header = [gettext("Figure"), gettext("Value"), gettext("What each figure counts")]
    return WorkbookSheet(name=gettext("Figures"), header=header, rows=rows, widths=(34, 12, 80))


def _sector_sheet(report: FigureReport) -> WorkbookSheet:
    f = report.figures
    parts = [gettext("firms"), gettext("held"), gettext("missed")]
    header = [gettext("Sector"), *(f"{group_name(report, side)}, {part}" for side in f.sides for part in parts)]
    rows: list[list[CellValue]] = [
        [sector_name(code), *(n for side in f.sides for n in cell_values(cells[side]))]
        for code, cells in f.sectors.items()
    ]
    rows.append([gettext("Together"), *(n for side in f.sides for n in cell_values(f.together[side]))])
    return WorkbookSheet(name=gettext("By sector"), header=header, rows=rows, widths=(30,))


def _amount_sheet(report: FigureReport) -> WorkbookSheet:
    columns = amount_columns()
    header = [*columns[:4], columns[4], gettext("Meetings confirmed"), columns[5]]
    rows = [_amount_row(amount) for amount in report.figures.amounts]
    return WorkbookSheet(name=gettext("Amounts"), header=header, rows=rows, widths=(14, 10, 12, 20, 20, 20, 40))


def _amount_row(amount: FigureAmount) -> list[CellValue]:
    named = amount.currency != NO_CURRENCY
    sums = [
        float(amount_in_currency(value, amount.currency)) if named else None
        for value in (amount.claimed, amount.confirmed)
    ]
    differences = gettext(", ").join(
        difference_text(standing, figure.value) for standing, figure in amount.open.items()
    )
    return [
        str(STAGE_LABELS[amount.kind]),
        amount.currency if named else "",
        amount.claims.value,
        *sums,
        amount.confirmations.value,
        differences,
    ]


def _meeting_sheet(report: FigureReport) -> WorkbookSheet:
    header = [
        gettext("Number"),
        gettext("Time"),
        gettext("State"),
        gettext("Firm"),
        gettext("Says"),
        gettext("Amount"),
        gettext("Currency"),
        gettext("Other firm"),
        gettext("Says"),
        gettext("Amount"),
        gettext("Currency"),
        gettext("How the sides stand"),
    ]
    due_filter = report.figures.due.wanted
    rows = [_meeting_row(report, meeting) for meeting in report.ground.meetings_of(due_filter)]
    return WorkbookSheet(
        name=gettext("Meetings"), header=header, rows=rows, widths=(8, 17, 10, 30, 18, 14, 9, 30, 18, 14, 9, 26)
    )


def _meeting_row(report: FigureReport, meeting: FigureMeeting) -> list[CellValue]:
    row: list[CellValue] = [
        meeting.id if meeting.guest is None else meeting.number,
        local(meeting.starts_at),
        str(STATE_LABELS[meeting.state]),
    ]
    for company_id in meeting.companies:
        word = meeting.verdict.of(company_id)
        money = word.money if word is not None else None
        row += [report.ground.companies[company_id].name, str(STAGE_LABELS[word.stage]) if word is not None else ""]
        row += (
            [float(amount_in_currency(money.amount, money.currency)), money.currency]
            if money is not None
            else [None, ""]
        )
    return [*row, str(STANDING_LABELS[meeting.verdict.standing])]
