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
from app.lists.queries.attendees import with_own_columns
from app.lists.queries.listing import DEFAULT_SELECTION, VisibleView, selection_of_view, views_of
from app.lists.queries.matching_rows import ListReach, reach_of
from app.lists.rows import ListCompany
from app.lists.selection import TITLE_PREFIX, AddressValues, ListSelection, parse_selection, selection_arguments

lists = Blueprint("lists", __name__)
ATTENDEES_PATH: Final = "/events/<slug:event>/attendees"
LIST_ROLES: Final = (Role.ORGANIZER, Role.CHAMBER, Role.DELEGATION_HEAD, Role.DESK)
SELECTION_ARGUMENTS: Final = frozenset(
    {"use", "delegation", "group", "state", "category", "sector", "q", "where", "order", "column", "task"}
)


@dataclass(frozen=True, slots=True)
class ListChoice:
    """A request for a list: whose, what, and as which of the user's views (if any) it began."""

    event: Event
    reach: ListReach
    selection: ListSelection
    views: list[VisibleView]
    view: SavedView | None

    @property
    def values(self) -> dict[str, Any]:
        """The parameters of this list's address."""
        view_argument = {"view": self.view.id} if self.view is not None else {}
        return {**selection_arguments(self.selection, self.default), **view_argument}

    @property
    def default(self) -> ListSelection:
        """What an address without any choice shows this user."""
        return self.reach.part_of(DEFAULT_SELECTION)

    @property
    def changed(self) -> bool:
        """Whether the list differs from the view that it began as."""
        return self.view is not None and self.reach.part_of(selection_of_view(self.view.settings)) != self.selection

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

    def answers_for(self, company: ListCompany) -> bool:
        """Whether the user looks after this firm, and so may open its registration."""
        return self.reach.answers_for(company.delegation_id)

    def address(self) -> Callable[..., str]:
        """``address(order="company", q="")``: the list with some parameters changed; it begins at its first page."""
        arguments = self.values

        def written_with(endpoint: str = "lists.attendees", **changes: Any) -> str:
            values = {name: value for name, value in {**arguments, **changes}.items() if value not in ("", None, [])}
            return url_for(endpoint, event=self.event, **values)

        return written_with


def requested_list(event: Event) -> ListChoice:
    """What the address of this request chooses; a view alone stands for all that was saved in it."""
    g.tab = "lists.attendees"
    values: AddressValues = request.args.to_dict(flat=False)
    views = list(views_of(current_user.id, event.id))
    view = next((visible.view for visible in views if str(visible.view.id) == request.args.get("view")), None)
    as_saved = view is not None and not any(
        name in SELECTION_ARGUMENTS or name.startswith(TITLE_PREFIX) for name in values
    )
    selection = (
        selection_of_view(view.settings)
        if view is not None and as_saved
        else parse_selection(values, DEFAULT_SELECTION)
    )
    reach = reach_of(current_user.id, event, current_roles())
    return ListChoice(event, reach, reach.part_of(with_own_columns(selection, event.id)), views, view)
