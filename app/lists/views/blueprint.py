"""The blueprint, who may use it, and what the address of a list chooses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, g, request, url_for
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.web.guards import current_roles
from app.events.models import Event
from app.lists.models import SavedView
from app.lists.queries.own_columns import with_own_columns
from app.lists.queries.reach import Reach, reach_of
from app.lists.queries.saved import DEFAULT, Seen, selection_of, views_of
from app.lists.rows import Firm
from app.lists.selection import TITLE, Selection, Values, read, written

lists = Blueprint("lists", __name__)
ATTENDEES: Final = "/events/<slug:event>/attendees"
LISTERS: Final = (Role.ORGANIZER, Role.CHAMBER, Role.DELEGATION_HEAD, Role.DESK)
CHOOSING: Final = frozenset(
    {"use", "delegation", "group", "state", "category", "sector", "q", "where", "order", "column", "task"}
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A request for a list: whose, what, and as which of the user's views (if any) it began."""

    event: Event
    reach: Reach
    selection: Selection
    views: list[Seen]
    view: SavedView | None

    @property
    def values(self) -> dict[str, Any]:
        """The parameters of this list's address."""
        kept = {"view": self.view.id} if self.view is not None else {}
        return {**written(self.selection, self.default), **kept}

    @property
    def default(self) -> Selection:
        """What an address without any choice shows this user."""
        return self.reach.part_of(DEFAULT)

    @property
    def changed(self) -> bool:
        """Whether the list differs from the view that it began as."""
        return self.view is not None and self.reach.part_of(selection_of(self.view.settings)) != self.selection

    @property
    def owns_view(self) -> bool:
        """Whether it began as a view of the user's own, which saving under its name replaces."""
        return self.view is not None and self.view.user_id == current_user.id

    @property
    def own_delegation(self) -> str:
        """The one delegation that the user answers for, "" where it is none, several or all: what a hand-over begins
        with."""
        own = self.reach.delegations
        return str(own[0]) if own is not None and len(own) == 1 else ""

    @property
    def organizes(self) -> bool:
        return Role.ORGANIZER in current_roles()

    def answers_for(self, firm: Firm) -> bool:
        """Whether the user looks after this firm, and so may open its registration."""
        return self.reach.answers_for(firm.delegation_id)

    def address(self) -> Callable[..., str]:
        """``address(order="company", q="")``: the list with some parameters changed; it begins at its first page."""
        kept = self.values

        def written_with(endpoint: str = "lists.attendees", **changes: Any) -> str:
            values = {name: value for name, value in {**kept, **changes}.items() if value not in ("", None, [])}
            return url_for(endpoint, event=self.event, **values)

        return written_with


def choice_in(event: Event) -> Choice:
    """What the address of this request chooses; a view alone stands for all that was saved in it."""
    g.tab = "lists.attendees"
    values: Values = request.args.to_dict(flat=False)
    views = list(views_of(current_user.id, event.id))
    view = next((one.view for one in views if str(one.view.id) == request.args.get("view")), None)
    as_saved = view is not None and not any(name in CHOOSING or name.startswith(TITLE) for name in values)
    selection = selection_of(view.settings) if view is not None and as_saved else read(values, DEFAULT)
    reach = reach_of(current_user.id, event, current_roles())
    return Choice(event, reach, reach.part_of(with_own_columns(selection, event.id)), views, view)
