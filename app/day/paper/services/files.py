"""How each kind becomes a PDF: its template, its title, its values and the name of its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from app.day.paper.kinds import Kind
from app.day.paper.services.agenda_pages import agenda_values
from app.day.paper.services.bus_pages import bus_values
from app.day.paper.services.hall_pages import hall_values, sign_values, slip_values
from app.day.paper.services.interpreter_pages import run_sheet_pack
from app.day.paper.services.people_pages import badge_values, place_card_values
from app.day.paper.services.setting import Pack, Values, pdf_of
from app.day.paper.wording import title_of


@dataclass(frozen=True, slots=True)
class File:
    kind: Kind
    name: str
    template: str
    values: Values

    def pdf(self, pack: Pack) -> bytes:
        """Raises PdfFailed."""
        return pdf_of(pack, self.template, lambda: title_of(self.kind), self.values)


FILES: Final[Mapping[Kind, File]] = {
    one.kind: one
    for one in (
        File(Kind.AGENDAS, "agendas", "day/agendas.typ", agenda_values),
        File(Kind.BADGES, "badges", "day/badges.typ", badge_values),
        File(Kind.PLACE_CARDS, "place-cards", "day/place_cards.typ", place_card_values),
        File(Kind.TABLE_SIGNS, "table-signs", "day/table_signs.typ", sign_values),
        File(Kind.TICK_SLIPS, "tick-slips", "day/tick_slips.typ", slip_values),
        File(Kind.HALL_PLAN, "hall-plan", "day/hall_plan.typ", hall_values),
        File(Kind.RUN_SHEETS, "interpreters", "meetings/run_sheets.typ", run_sheet_pack),
        File(Kind.BUS_LISTS, "bus-lists", "day/bus_lists.typ", bus_values),
    )
}
