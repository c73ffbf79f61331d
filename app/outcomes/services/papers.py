"""The figures on one A4 page."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext, ngettext, pgettext

from app.companies.wording import section_word
from app.documents.to_pdf import to_pdf
from app.floor.web.locale import language, local, long_day, moment, plain
from app.outcomes.counted import NO_CURRENCY, NO_SECTOR
from app.outcomes.figures import Amount, Figures
from app.outcomes.services.reporting import Report, days_of
from app.outcomes.stages import Stage
from app.outcomes.wording import DEFINITIONS, STAGES, compact, difference

TEMPLATE = "outcomes/figures.typ"


def figures_as_pdf(report: Report) -> bytes:
    """In the reader's language. Raises PdfFailed."""
    return to_pdf(TEMPLATE, _data(report), language=language(), made_at=report.made_at)


def when_said(report: Report) -> str:
    day = only_day(report)
    return long_day(day) if day is not None else str(gettext("All days together"))


def only_day(report: Report) -> date | None:
    """The one day that is told of; None for several."""
    days = days_of(report.event)
    return report.figures.day or (days[0] if len(days) == 1 else None)


def made_said(report: Report) -> str:
    """When the figures were made, and by what mark two of them are told apart."""
    return str(
        gettext(
            "Made %(when)s, version %(version)s: the same figures have the same version.",
            when=moment(report.made_at),
            version=report.version,
        )
    )


def _data(report: Report) -> dict[str, Any]:
    f, event = report.figures, report.event
    about = [plain(event.name), plain(event.venue), plain(report.delegation.name) if report.delegation else ""]
    return {
        "title": gettext("Today in figures"),
        "about": " · ".join(text for text in about if text),
        "when": gettext("%(day)s, as of %(when)s.", day=when_said(report), when=moment(report.made_at)),
        "heads": _heads(report),
        "funnel": _funnel(f),
        "times": [[word, one.due.value, one.held] for word, one in zip(_times(report), f.times, strict=True)],
        "sides": [side_said(report, one) for one in f.sides],
        "sectors": [
            [sector_said(code), [cell_values(cells[one]) for one in f.sides]] for code, cells in f.sectors.items()
        ],
        "together": [cell_values(f.together[one]) for one in f.sides],
        "stages": [[str(words), value] for words, value in came_of(f)],
        "held": f.held.value,
        "amounts": [_amount(one) for one in f.amounts],
        "definitions": [[str(word), str(meaning)] for word, meaning in DEFINITIONS.values()],
        "words": _words(f),
        "foot": made_said(report),
    }


def _words(f: Figures) -> dict[str, Any]:
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
        "answered": gettext("%(some)s of %(all)s answered", some=f.said.value, all=f.held.value),
        "amounts": gettext("Amounts"),
        "amounts-note": gettext("Claimed and confirmed are never added, nor are currencies"),
        "amount-columns": amount_columns(),
        "nothing": gettext("No intent and no signing has been told."),
        "counts": gettext("What each figure counts"),
    }


def amount_columns() -> list[str]:
    return [
        *(gettext("Kind"), gettext("Currency"), gettext("Meetings")),
        *(pgettext("figures", "Claimed"), gettext("Confirmed"), gettext("Difference")),
    ]


def _heads(report: Report) -> list[list[str]]:
    f = report.figures
    told = [gettext("%(num)s from %(side)s", num=f.firms_of[one].value, side=side_said(report, one)) for one in f.sides]
    firms, percent = gettext("firms came: %(sides)s", sides=gettext(", ").join(told)), f.held_percent
    held = gettext("held, %(percent)s %%", percent=percent) if percent is not None else gettext("held")
    return [
        [str(f.firms.value), gettext("of %(all)s", all=f.expected.value), firms],
        [str(f.people.value), "", _people(f.guests.value)],
        [str(f.due.value), "", _due(f)],
        [str(f.held.value), "", held],
        [str(f.stages[Stage.INTENT].value), "", _claims("intent", f)],
        [str(f.stages[Stage.SIGNED].value), "", _claims("signed", f)],
    ]


def _people(guests: int) -> str:
    return str(ngettext("people, %(num)d of them a guest", "people, %(num)d of them guests", guests))


def _due(f: Figures) -> str:
    words = {"planned": f.planned.value, "made": f.made.value}
    return str(gettext("meetings due: %(planned)s planned, %(made)s made on the day", **words))


def _claims(stage: str, f: Figures) -> str:
    count = f.confirmed[Stage(stage)].value
    if stage == Stage.INTENT:
        return str(gettext("intents claimed, %(num)s confirmed", num=count))
    return str(gettext("signings claimed, %(num)s confirmed", num=count))


def _funnel(f: Figures) -> list[list[Any]]:
    return [
        [gettext("Planned"), f.planned.value, gettext("had a time before the day")],
        [gettext("Due"), f.due.value, _made(f.made.value)],
        [pgettext("figures", "Held"), f.held.value, gettext("both sides sat down")],
        [gettext("Missed"), f.missed.value, gettext("the two did not meet")],
    ]


def _made(count: int) -> str:
    return str(ngettext("%(num)d more was made on the day", "%(num)d more were made on the day", count))


def came_of(f: Figures) -> list[tuple[Any, int]]:
    """What came of the meetings, as the page tells it."""
    order = (Stage.FOLLOW_UP, Stage.NONE, Stage.INTENT, Stage.SIGNED)
    return [*((STAGES[one], f.stages[one].value) for one in order), (gettext("No answer yet"), f.silent.value)]


def _times(report: Report) -> list[str]:
    """Of several days the first time of each names the day."""
    moments = [local(one.at) for one in report.figures.times]
    if only_day(report) is not None:
        return [f"{one:%H:%M}" for one in moments]
    days = [f"{one:%d.%m}" for one in moments]
    return [day if place == 0 or day != days[place - 1] else "" for place, day in enumerate(days)]


def side_said(report: Report, side: int) -> str:
    return next((plain(one.names) for one in report.event.groups if one.id == side), "")


def sector_said(code: str) -> str:
    return section_word("" if code == NO_SECTOR else code)


def cell_values(cell: Any) -> list[int]:
    return [cell.firms.value, cell.held.value, cell.missed.value]


def _amount(one: Amount) -> list[Any]:
    named = one.currency != NO_CURRENCY
    return [
        str(STAGES[one.kind]),
        one.currency if named else gettext("no amount"),
        one.claims.value,
        compact(one.claimed, one.currency) if named else "–",
        f"{compact(one.confirmed, one.currency) if named else '–'} ({one.confirmations.value})",
        gettext(", ").join(difference(standing, figure.value) for standing, figure in one.open.items()) or "–",
    ]
