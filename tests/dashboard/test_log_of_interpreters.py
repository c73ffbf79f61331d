"""What is done with interpreters stands in the log of the event, with what of them was changed."""

from __future__ import annotations

from app.accounts.permissions import Role
from app.interpreters.services.interpreters import (
    InterpreterDraft,
    create_interpreter,
    delete_interpreter,
    update_interpreter,
)
from app.meetings.interpreters import InterpreterMode
from tests import factories
from tests.support.pages import text_of


def test_each_change_of_an_interpreter_stands_in_the_log(client, event):
    boss = factories.member(event.organisation, Role.ORGANIZER)
    draft = InterpreterDraft("Wang Fang", ("zh", "en"))
    made = create_interpreter(event.id, draft, by=boss.id)
    follows = InterpreterDraft(
        "Wang Fang", ("zh", "en", "fr"), InterpreterMode.FOLLOWS, works_for=factories.firm(event).id
    )
    update_interpreter(event.id, made, follows, version=1, by=boss.id)
    delete_interpreter(event.id, made, version=2, by=boss.id)

    told = text_of(client.as_user(boss).get(f"/events/{event.slug}/log"), "main")

    for words in ("was added", "was changed: languages, whom it serves", "was let go"):
        assert f"An interpreter {words}" in told
