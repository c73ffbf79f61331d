"""The messages of an event, and the beginning of one: to whom it would go, and with which words it begins."""

from __future__ import annotations

from collections.abc import Sequence

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.errors import NotFound
from app.core.parsing import parse_whole_number
from app.core.web.guards import allow, current_roles
from app.core.web.pages import page_links
from app.events.models import Event, LetterText
from app.events.queries.description import free_texts
from app.events.scopes import an_event
from app.messages.models import LISTS
from app.messages.queries.groups import Group, asked_in, named
from app.messages.queries.messages import audience, messages_of
from app.messages.services import writing
from app.messages.views.blueprint import messages
from app.messages.wording import REASONS, list_url, list_word, state_of, subject_of
from app.registrations.queries import delegations_of

MESSAGES = "/events/<slug:event>/messages"
WRITERS = (Role.ORGANIZER, Role.CHAMBER, Role.DELEGATION_HEAD)


@messages.get(MESSAGES)
@allow(*WRITERS, of=an_event)
def sent_messages(event: Event) -> ResponseReturnValue:
    """All of the event for its organizers; those of their own delegations for the others."""
    take_tab()
    own = None if organizes() else [one.id for one in delegations_of(current_user.id, event)]
    page = messages_of(event, own, request.args.get("page", 1, type=int))
    return render_template(
        "messages/messages.html",
        event=event,
        page=page,
        ways=page_links(page),
        state_of=state_of,
        list_word=list_word,
        subject_of=subject_of,
        organizes=organizes(),
    )


@messages.get(f"{MESSAGES}/new")
@allow(*WRITERS, of=an_event)
def new_message(event: Event) -> ResponseReturnValue:
    """Whom a message to the list of the address would reach."""
    take_tab()
    group = _group(event)
    return render_template(
        "messages/new.html",
        event=event,
        group=group,
        audience=audience(group),
        texts=_texts(event),
        reasons=REASONS,
        list_word=list_word,
        list_url=list_url(group),
        delegations=named(group),
        here=request.full_path,
    )


@messages.post(f"{MESSAGES}/new")
@allow(*WRITERS, of=an_event)
def begin_message(event: Event) -> ResponseReturnValue:
    """A draft to that list, blank or with the words of an own text of the event."""
    group = _group(event)
    chosen = parse_whole_number(request.form.get("text", ""))
    like = next((one for one in _texts(event) if one.id == chosen), None)
    made = writing.begin(group, by=current_user.id, like=like)
    return redirect(url_for("messages.message", event=event, message_id=made.id), 303)


def organizes() -> bool:
    return Role.ORGANIZER in current_roles()


def take_tab() -> None:
    g.tab = "messages.letters" if organizes() else "lists.attendees"


def _texts(event: Event) -> Sequence[LetterText]:
    return free_texts(event.id)


def _group(event: Event) -> Group:
    """The list that the address names. Raises NotFound for one that there is not, or that is not the user's."""
    of_list = request.args.get("list", "attendees")
    if of_list not in LISTS or (of_list in ("firms", "meetings") and not organizes()):
        raise NotFound
    asked = asked_in(of_list, request.args)
    return Group(event, of_list, asked, None if organizes() else _own(event, asked))


def _own(event: Event, asked: dict[str, list[str]]) -> tuple[int, ...]:
    """The delegations to whose people a chamber writes: those of its own that the list names, else all of its own."""
    own = [one.id for one in delegations_of(current_user.id, event)]
    wanted = {parse_whole_number(one) for one in (*asked.get("of", ()), *asked.get("delegation", ()))} - {None}
    found = [one for one in own if one in wanted] if wanted else own
    if not found:
        raise NotFound
    return tuple(sorted(found))
