"""Personal agendas in words."""

from __future__ import annotations

from typing import Any, Final

from flask_babel import gettext, ngettext

from app.core.web.locale import clock, long_day, plain
from app.day.paper.agendas import Agenda, Line
from app.day.paper.services.setting import Pack, both, listed, spoken, with_titles
from app.day.paper.sheets import Sheet
from app.registrations.wording import bus_words, pickup_words

SURELY_FITS: Final = 34
"""So many lines of text stand on a page in the first size, whatever they hold."""
LETTERS: Final = 70
"""So many letters stand in a line; a Chinese one counts as two."""


def agenda_values(pack: Pack) -> dict[str, Any]:
    place = pack.event.venue or pack.event.city
    return {"sheets": [_sheet(pack, sheet, plain(place)) for sheet in pack.sheets]}


def _sheet(pack: Pack, sheet: Sheet[Agenda], place: str) -> dict[str, Any]:
    agenda = sheet.says
    with spoken(pack, sheet) as language:
        own, *others = [agenda.person, *agenda.firms] if agenda.person else agenda.firms
        lines = [_line(one, agenda) for one in agenda.lines]
        return {
            "language": language,
            "name": both(own),
            "titles": plain(own.titles),
            "firms": [both(one) for one in others],
            "delegation": plain(agenda.delegation),
            "place": place,
            "day": long_day(agenda.day),
            "count": ngettext("%(num)d meeting", "%(num)d meetings", agenda.meetings),
            "table": agenda.table,
            "table-word": gettext("Your table"),
            "lines": lines,
            "note": gettext("In regular type: meetings of your colleagues.") if _has_colleagues(agenda) else "",
            "sparse": sum(_height(one) for one in lines) + 3 * len(others) < SURELY_FITS,
        }


def _has_colleagues(agenda: Agenda) -> bool:
    return not all(one.mine for one in agenda.lines)


def _line(line: Line, agenda: Agenda) -> dict[str, Any]:
    return {
        "time": clock(line.starts_at),
        "until": f"– {clock(line.ends_at)}",
        "kind": line.kind,
        "mine": line.mine,
        "title": plain(line.title) or (gettext("Break") if line.kind == "break" else ""),
        "topic": line.topic,
        "partners": [both(one) for one in line.partners],
        "told": [one for one in _told(line, agenda) if one],
        "table": line.table,
        "zone": plain(line.zone),
    }


def _told(line: Line, agenda: Agenda) -> list[str]:
    if line.kind in ("held", "break"):
        pickup = pickup_words(line.pickup_at, line.pickup_place)
        return [
            " · ".join(one for one in (plain(line.place), pickup, bus_words([line.bus] if line.bus else ())) if one),
            line.note,
        ]
    with_me = [one for one in line.ours if line.mine and one != agenda.person]
    return [
        gettext("group meeting") if line.kind == "group" else "",
        listed([with_titles(one) for one in line.theirs]),
        gettext("for your firm: %(names)s", names=listed([both(one)["first"] for one in line.ours]))
        if not line.mine
        else "",
        gettext("with you: %(names)s", names=listed([both(one)["first"] for one in with_me])) if with_me else "",
        gettext("interpreter: %(name)s", name=line.interpreter) if line.interpreter else "",
        gettext("Online: %(address)s", address=line.online) if line.online else "",
    ]


def _height(line: dict[str, Any]) -> int:
    """About how many lines of text it takes, rather too many."""
    texts = [line["title"], line["topic"], *(one["first"] + one["second"] for one in line["partners"]), *line["told"]]
    return max(2, sum(1 + _letters(one) // LETTERS for one in texts if one))


def _letters(text: str) -> int:
    return len(text) if text.isascii() else 2 * len(text)
