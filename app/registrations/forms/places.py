"""Places of each side of an event, and who is approved at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from wtforms import BooleanField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.companies.sectors.tree import sector_tree
from app.core.web.forms import CountField, Form, select_choices
from app.core.web.locale import plain
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Group
from app.registrations.services.places import MOST_DAYS, MOST_PLACES


class PlacesForm(Form):
    invited = BooleanField(_l("Firms that were invited"))
    sectors = SelectMultipleField(
        _l("Firms of these sectors"), option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False)
    )
    offer_days = CountField(_l("A place on offer is kept for, in days"), least=1, most=MOST_DAYS)

    def offer_sectors(self) -> None:
        self.sectors.choices = select_choices(
            [(code, f"{code} {plain(sector_tree()[code].label)}") for code in sector_tree().sections]
        )


def quota_name(group_id: int) -> str:
    return f"quota{group_id}"


def approves_name(group_id: int) -> str:
    return f"approves{group_id}"


def places_form(groups: Iterable[Group]) -> type[PlacesForm]:
    """The form with a number of places and a tick for each side."""
    fields: dict[str, Any] = {}
    for one in groups:
        name = plain(one.names)
        fields[quota_name(one.id)] = CountField(gettext("Places for %(side)s", side=name), least=0, most=MOST_PLACES)
        fields[approves_name(one.id)] = BooleanField(gettext("Firms of %(side)s", side=name))
    return type("PlacesForm", (PlacesForm,), fields)
