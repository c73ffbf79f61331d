"""Bus lists in words."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, ngettext

from app.core.web.locale import clock, moment, plain
from app.day.paper.buses import BusList
from app.day.paper.services.setting import Pack, both, spoken
from app.day.paper.sheets import Sheet
from app.registrations.wording import pickup_words


def bus_values(pack: Pack) -> dict[str, Any]:
    return {"sheets": [_bus(pack, one) for one in pack.sheets]}


def _bus(pack: Pack, sheet: Sheet[BusList]) -> dict[str, Any]:
    one = sheet.says
    with spoken(pack, sheet) as language:
        when = f"{moment(one.starts_at)} – {clock(one.ends_at)}"
        return {
            "language": language,
            "bus": gettext("Bus %(name)s", name=one.bus),
            "title": plain(one.title),
            "told": [
                part
                for part in (when, plain(one.place), pickup_words(one.pickup_at, one.pickup_place), one.note)
                if part
            ],
            "delegation": plain(one.delegation),
            "count": ngettext("%(num)d person", "%(num)d people", len(one.riders)),
            "columns": [gettext("Name"), gettext("Company")],
            "riders": [{"name": both(rider.name), "firm": both(rider.firm)} for rider in one.riders],
        }
