"""Agendas, badges, place cards, bus lists and interpreters' run sheets as values of their templates."""

from __future__ import annotations

from typing import Any, Final

from flask_babel import gettext, ngettext

from app.core.web.locale import clock, long_day, moment, plain
from app.day.paper.day_data import PaperSheet
from app.day.paper.people_sheets import PaperAgenda, PaperAgendaLine, PaperBusList, PaperCard
from app.day.paper.services.page_layout import (
    SheetPack,
    format_name_with_titles,
    get_badge_codes,
    get_both_names,
    get_names_by_script,
    get_run_text,
    in_language_of,
    join_texts,
)
from app.interpreters.services.run_sheets import get_run_sheet_values
from app.registrations.wording import bus_label, pickup_label

MAX_SPARSE_LINES: Final = 34
"""So many lines of text stand on a page in the first size, whatever they hold."""
LINE_CHARACTERS: Final = 70
"""So many letters stand in a line; a Chinese one counts as two."""


def get_agenda_values(pack: SheetPack) -> dict[str, Any]:
    place = pack.event.venue or pack.event.city
    return {"sheets": [_get_agenda_page(pack, sheet, plain(place)) for sheet in pack.sheets]}


def _get_agenda_page(pack: SheetPack, sheet: PaperSheet[PaperAgenda], place: str) -> dict[str, Any]:
    agenda = sheet.says
    with in_language_of(pack, sheet) as language:
        own, *others = [agenda.person, *agenda.firms] if agenda.person else agenda.firms
        lines = [_get_line(line, agenda) for line in agenda.lines]
        return {
            "language": language,
            "name": get_both_names(own),
            "titles": plain(own.titles),
            "firms": [get_both_names(other) for other in others],
            "delegation": plain(agenda.delegation),
            "place": place,
            "day": long_day(agenda.day),
            "count": ngettext("%(num)d meeting", "%(num)d meetings", agenda.meetings),
            "table": agenda.table,
            "table-word": gettext("Your table"),
            "lines": lines,
            "note": gettext("In regular type: meetings of your colleagues.") if _has_colleagues(agenda) else "",
            "sparse": sum(_get_height(line) for line in lines) + 3 * len(others) < MAX_SPARSE_LINES,
        }


def _has_colleagues(agenda: PaperAgenda) -> bool:
    return not all(line.mine for line in agenda.lines)


def _get_line(line: PaperAgendaLine, agenda: PaperAgenda) -> dict[str, Any]:
    return {
        "time": clock(line.starts_at),
        "until": f"– {clock(line.ends_at)}",
        "kind": line.kind,
        "mine": line.mine,
        "title": plain(line.title) or (gettext("Break") if line.kind == "break" else ""),
        "topic": line.topic,
        "partners": [get_both_names(partner) for partner in line.partners],
        "told": [detail for detail in _list_details(line, agenda) if detail],
        "table": line.table,
        "zone": plain(line.zone),
    }


def _list_details(line: PaperAgendaLine, agenda: PaperAgenda) -> list[str]:
    if line.kind in ("held", "break"):
        pickup = pickup_label(line.pickup_at, line.pickup_place)
        return [
            " · ".join(item for item in (plain(line.place), pickup, bus_label([line.bus] if line.bus else ())) if item),
            line.note,
        ]
    with_me = [our for our in line.ours if line.mine and our != agenda.person]
    return [
        gettext("group meeting") if line.kind == "group" else "",
        join_texts([format_name_with_titles(their) for their in line.theirs]),
        gettext("for your firm: %(names)s", names=join_texts([get_both_names(item)["first"] for item in line.ours]))
        if not line.mine
        else "",
        gettext("with you: %(names)s", names=join_texts([get_both_names(item)["first"] for item in with_me]))
        if with_me
        else "",
        gettext("interpreter: %(name)s", name=line.interpreter) if line.interpreter else "",
        gettext("Online: %(address)s", address=line.online) if line.online else "",
    ]


def _get_height(line: dict[str, Any]) -> int:
    """About how many lines of text it takes, rather too many."""
    texts = [
        line["title"],
        line["topic"],
        *(partner["first"] + partner["second"] for partner in line["partners"]),
        *line["told"],
    ]
    return max(2, sum(1 + _count_characters(text) // LINE_CHARACTERS for text in texts if text))


def _count_characters(text: str) -> int:
    return len(text) if text.isascii() else 2 * len(text)


def get_badge_values(pack: SheetPack) -> dict[str, Any]:
    name = pack.event.name
    english = name.exactly("en") or name.exactly("fr")
    names = {"en": english or name.exactly("zh"), "zh": name.exactly("zh") if english else ""}
    codes = get_badge_codes([sheet.says.person_id for sheet in pack.sheets])
    cards = [{**_get_card(pack, sheet), "qr": codes[sheet.says.person_id]} for sheet in pack.sheets]
    return {"event-names": names, "cards": cards}


def get_place_card_values(pack: SheetPack) -> dict[str, Any]:
    return {"cards": [_get_card(pack, sheet) for sheet in pack.sheets]}


def _get_card(pack: SheetPack, sheet: PaperSheet[PaperCard]) -> dict[str, Any]:
    card = sheet.says
    with in_language_of(pack, sheet):
        return {
            "name": get_names_by_script(card.name),
            "titles": plain(card.name.titles),
            "firm": get_names_by_script(card.firm),
            "side": plain(card.side),
            "category": _get_category_text(card.category),
            "run": get_run_text(pack),
        }


def _get_category_text(code: str) -> str:
    """What somebody is here who is no firm's."""
    words = {
        "official": gettext("Official"),
        "chamber": gettext("Chamber"),
        "press": gettext("Press"),
        "speaker": gettext("Speaker"),
    }
    return str(words.get(code, ""))


def get_bus_values(pack: SheetPack) -> dict[str, Any]:
    return {"sheets": [_get_bus_page(pack, sheet) for sheet in pack.sheets]}


def _get_bus_page(pack: SheetPack, sheet: PaperSheet[PaperBusList]) -> dict[str, Any]:
    bus_list = sheet.says
    with in_language_of(pack, sheet) as language:
        when = f"{moment(bus_list.starts_at)} – {clock(bus_list.ends_at)}"
        return {
            "language": language,
            "bus": gettext("Bus %(name)s", name=bus_list.bus),
            "title": plain(bus_list.title),
            "told": [
                part
                for part in (
                    when,
                    plain(bus_list.place),
                    pickup_label(bus_list.pickup_at, bus_list.pickup_place),
                    bus_list.note,
                )
                if part
            ],
            "delegation": plain(bus_list.delegation),
            "count": ngettext("%(num)d person", "%(num)d people", len(bus_list.riders)),
            "columns": [gettext("Name"), gettext("Company")],
            "riders": [
                {"name": get_both_names(rider.name), "firm": get_both_names(rider.firm)} for rider in bus_list.riders
            ],
        }


def get_run_sheet_pack_values(pack: SheetPack) -> dict[str, Any]:
    return get_run_sheet_values(pack.event, [sheet.says for sheet in pack.sheets], get_run_text(pack))
