"""A run sheet says what those speak who sit there, not their firms."""

from __future__ import annotations

from app.meetings import services
from app.meetings.queries.held import held_at
from app.meetings.queries.run_sheets import run_sheets_of
from app.meetings.services import rounds
from app.meetings.services.run_sheets import run_sheet_values
from tests import factories
from tests.meetings.acts import slots


def test_of_pairs_and_groups_the_sitter_counts_and_the_firm_where_nothing_is_known(event):
    ours = factories.firm(event, "Singapore", name="Ours", people=0, languages=["en", "zh"])
    factories.representative(ours, languages=["en"])
    theirs = factories.firm(event, "Chongqing", name="Theirs", people=0, languages=["zh", "en"])
    factories.representative(theirs, languages=["zh"])
    quiet = factories.firm(event, "Chongqing", name="Quiet", languages=["zh"])
    factories.interpreter(event, "en", "zh")
    pair = services.ask(event.id, ours.id, theirs.id, by=None)
    services.accept(pair, theirs.id, by=None, slot_id=slots(event)[0])
    group = rounds.open_round(event.id, ours.id, topic="Rail", slot_id=slots(event)[2], seats=3, is_open=True, by=None)
    for guest in (theirs, quiet):
        rounds.take_seat(group, guest.id, by=None)

    said = {ours.id: ["en"], theirs.id: ["zh"]}
    assert {one: held.speak for one, held in held_at(event.id).items()} == {pair: said, group: said}
    (sheet,) = run_sheet_values(event, run_sheets_of(event))["sheets"]
    told = [[firm["told"] for firm in line["firms"]] for day in sheet["days"] for line in day["lines"]]
    assert told == [["English", "Chinese"], ["English", "Chinese", "Chinese"]]
