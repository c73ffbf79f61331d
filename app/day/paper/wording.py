"""What papers are called, what each is for, and the refusals about them."""

from __future__ import annotations

from typing import Any, Final

from app.core.web import errors
from app.core.web.translations import lazy_gettext as _l
from app.day.paper.models import PaperKind

TITLES: Final[dict[PaperKind, Any]] = {
    PaperKind.AGENDAS: _l("Personal agendas"),
    PaperKind.BADGES: _l("Badges"),
    PaperKind.PLACE_CARDS: _l("Place cards"),
    PaperKind.TABLE_SIGNS: _l("Table signs"),
    PaperKind.TICK_SLIPS: _l("Tick slips"),
    PaperKind.HALL_PLAN: _l("Hall plan"),
    PaperKind.RUN_SHEETS: _l("Run sheets of the interpreters"),
    PaperKind.BUS_LISTS: _l("Bus lists"),
}
PURPOSES: Final[dict[PaperKind, Any]] = {
    PaperKind.AGENDAS: _l("For each person and day: when, where, with whom. By delegation, then by rank."),
    PaperKind.BADGES: _l("With the code that checks its bearer in. Ten cards on A4, or four to hang."),
    PaperKind.PLACE_CARDS: _l("Name and firm in both scripts, two on A4, to cut and fold."),
    PaperKind.TABLE_SIGNS: _l("The label large, below it the day’s meetings."),
    PaperKind.TICK_SLIPS: _l("One for each meeting: who came, what came of it. By table and time, four on A4."),
    PaperKind.HALL_PLAN: _l("All tables at each time, on A3 for the wall."),
    PaperKind.RUN_SHEETS: _l("For each interpreter the meetings, with a brief of either firm."),
    PaperKind.BUS_LISTS: _l("Who rides in which bus, with a box to tick."),
}
MISSING: Final[dict[PaperKind, Any]] = {
    PaperKind.AGENDAS: _l("No meeting has a table yet."),
    PaperKind.BADGES: _l("Nobody is approved yet."),
    PaperKind.PLACE_CARDS: _l("Nobody is approved yet."),
    PaperKind.TABLE_SIGNS: _l("There is no table, or no time yet."),
    PaperKind.TICK_SLIPS: _l("No meeting has a table yet."),
    PaperKind.HALL_PLAN: _l("There is no time of meetings yet."),
    PaperKind.RUN_SHEETS: _l("No interpreter has a meeting yet."),
    PaperKind.BUS_LISTS: _l("Nobody rides in a bus yet."),
}
"""Why there is nothing to print."""
SIZES: Final[dict[str, Any]] = {
    "a3": _l("A3"),
    "a4": _l("A4"),
    "a5": _l("A5"),
    "a6": _l("A6, to hang"),
    "card": _l("Card, 86 × 54 mm"),
}

errors.register_sentences(
    {
        "paper_nothing": _l("There is no sheet to print. Nothing was made."),
    }
)
