"""Badges and place cards in words and scripts."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from app.core.web.locale import plain
from app.day.paper.people import Card
from app.day.paper.services.codes import badge_codes
from app.day.paper.services.setting import Pack, run_of, scripts, spoken
from app.day.paper.sheets import Sheet


def badge_values(pack: Pack) -> dict[str, Any]:
    name = pack.event.name
    english = name.exactly("en") or name.exactly("fr")
    names = {"en": english or name.exactly("zh"), "zh": name.exactly("zh") if english else ""}
    codes = badge_codes([one.says.person_id for one in pack.sheets])
    cards = [{**_card(pack, one), "qr": codes[one.says.person_id]} for one in pack.sheets]
    return {"event-names": names, "cards": cards}


def place_card_values(pack: Pack) -> dict[str, Any]:
    return {"cards": [_card(pack, one) for one in pack.sheets]}


def _card(pack: Pack, sheet: Sheet[Card]) -> dict[str, Any]:
    card = sheet.says
    with spoken(pack, sheet):
        return {
            "name": scripts(card.name),
            "titles": plain(card.name.titles),
            "firm": scripts(card.firm),
            "side": plain(card.side),
            "category": _category(card.category),
            "run": run_of(pack),
        }


def _category(code: str) -> str:
    """What somebody is here who is no firm's."""
    words = {
        "official": gettext("Official"),
        "chamber": gettext("Chamber"),
        "press": gettext("Press"),
        "speaker": gettext("Speaker"),
    }
    return str(words.get(code, ""))
