"""The figures as a workbook: what they come to, by sector and side, the amounts, and the meetings behind them."""

from __future__ import annotations

from flask_babel import gettext

from app.documents.to_csv import Value
from app.documents.to_xlsx import Sheet, to_xlsx
from app.floor.web.locale import local, plain
from app.meetings.wording import STATES
from app.outcomes.counted import NO_CURRENCY, Met
from app.outcomes.figures import Amount
from app.outcomes.money import whole
from app.outcomes.services.papers import (
    amount_columns,
    came_of,
    cell_values,
    made_said,
    sector_said,
    side_said,
    when_said,
)
from app.outcomes.services.reporting import Report
from app.outcomes.stages import Stage
from app.outcomes.wording import DEFINITIONS, STAGES, STANDINGS, difference


def figures_as_xlsx(report: Report) -> bytes:
    """In the reader's language, amounts as numbers in their own currency."""
    sheets = [_main_sheet(report), _sector_sheet(report), _amount_sheet(report), _meeting_sheet(report)]
    return to_xlsx(sheets, made_at=report.made_at, title=gettext("Today in figures"))


def _main_sheet(report: Report) -> Sheet:
    f = report.figures
    words = {name: (str(word), str(meaning)) for name, (word, meaning) in DEFINITIONS.items()}
    values: dict[str, int] = {
        "firms": f.firms.value,
        "people": f.people.value,
        "planned": f.planned.value,
        "due": f.due.value,
        "held": f.held.value,
        "missed": f.missed.value,
        "intent": f.stages[Stage.INTENT].value,
        "signed": f.stages[Stage.SIGNED].value,
    }
    rows: list[list[Value]] = [[words[name][0], value, words[name][1]] for name, value in values.items()]
    rows += [
        [f"{STAGES[one]}, {words['confirmed'][0]}", f.confirmed[one].value, words["confirmed"][1]]
        for one in f.confirmed
    ]
    rows += [[str(word), value, ""] for word, value in came_of(f)]
    rows += [["", None, ""], [plain(report.event.name), None, when_said(report)], [made_said(report), None, ""]]
    header = [gettext("Figure"), gettext("Value"), gettext("What each figure counts")]
    return Sheet(name=gettext("Figures"), header=header, rows=rows, widths=(34, 12, 80))


def _sector_sheet(report: Report) -> Sheet:
    f = report.figures
    parts = [gettext("firms"), gettext("held"), gettext("missed")]
    header = [gettext("Sector"), *(f"{side_said(report, side)}, {part}" for side in f.sides for part in parts)]
    rows: list[list[Value]] = [
        [sector_said(code), *(n for side in f.sides for n in cell_values(cells[side]))]
        for code, cells in f.sectors.items()
    ]
    rows.append([gettext("Together"), *(n for side in f.sides for n in cell_values(f.together[side]))])
    return Sheet(name=gettext("By sector"), header=header, rows=rows, widths=(30,))


def _amount_sheet(report: Report) -> Sheet:
    columns = amount_columns()
    header = [*columns[:4], columns[4], gettext("Meetings confirmed"), columns[5]]
    rows = [_amount_row(one) for one in report.figures.amounts]
    return Sheet(name=gettext("Amounts"), header=header, rows=rows, widths=(14, 10, 12, 20, 20, 20, 40))


def _amount_row(one: Amount) -> list[Value]:
    named = one.currency != NO_CURRENCY
    sums = [float(whole(value, one.currency)) if named else None for value in (one.claimed, one.confirmed)]
    told = gettext(", ").join(difference(standing, figure.value) for standing, figure in one.open.items())
    return [
        str(STAGES[one.kind]),
        one.currency if named else "",
        one.claims.value,
        *sums,
        one.confirmations.value,
        told,
    ]


def _meeting_sheet(report: Report) -> Sheet:
    header = [
        *(gettext("Number"), gettext("Time"), gettext("State"), gettext("Firm"), gettext("Says"), gettext("Amount")),
        *(gettext("Currency"), gettext("Other firm"), gettext("Says"), gettext("Amount"), gettext("Currency")),
        gettext("How the sides stand"),
    ]
    wanted = report.figures.due.wanted
    rows = [_meeting_row(report, met) for met in report.ground.meetings_of(wanted)]
    return Sheet(
        name=gettext("Meetings"), header=header, rows=rows, widths=(8, 17, 10, 30, 18, 14, 9, 30, 18, 14, 9, 26)
    )


def _meeting_row(report: Report, met: Met) -> list[Value]:
    row: list[Value] = [met.id if met.guest is None else met.number, local(met.starts_at), str(STATES[met.state])]
    for one in met.firms:
        word = met.verdict.of(one)
        money = word.money if word is not None else None
        row += [report.ground.firms[one].name, str(STAGES[word.stage]) if word is not None else ""]
        row += [float(whole(money.amount, money.currency)), money.currency] if money is not None else [None, ""]
    return [*row, str(STANDINGS[met.verdict.standing])]
