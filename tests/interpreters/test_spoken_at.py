"""A run sheet says what those speak who sit there, not their firms."""

from __future__ import annotations

from app.group_meetings import services as rounds
from app.interpreters.queries import list_run_sheets
from app.interpreters.services.run_sheets import get_run_sheet_values
from app.meetings import services
from app.meetings.queries.claims import get_claims_of_event
from tests import factories
from tests.meetings.acts import slots


def test_of_pairs_and_groups_the_sitter_counts_and_the_firm_where_nothing_is_known(event):
    ours = factories.firm(event, "Singapore", name="Ours", people=0, languages=["en", "zh"])
    factories.representative(ours, languages=["en"])
    theirs = factories.firm(event, "Chongqing", name="Theirs", people=0, languages=["zh", "en"])
    factories.representative(theirs, languages=["zh"])
    quiet = factories.firm(event, "Chongqing", name="Quiet", languages=["zh"])
    factories.interpreter(event, "en", "zh")
    pair = services.request_meeting(event.id, ours.id, theirs.id, by=None)
    services.accept(pair, theirs.id, by=None, slot_id=slots(event)[0])
    group = rounds.open_group_meeting(
        event.id, ours.id, topic="Rail", slot_id=slots(event)[2], seats=3, is_open=True, by=None
    )
    for guest in (theirs, quiet):
        rounds.take_group_seat(group, guest.id, by=None)

    said = {ours.id: ["en"], theirs.id: ["zh"]}
    assert {one: held.speak for one, held in get_claims_of_event(event.id).items()} == {pair: said, group: said}
    (sheet,) = get_run_sheet_values(event, list_run_sheets(event))["sheets"]
    told = [[firm["told"] for firm in line["firms"]] for day in sheet["days"] for line in day["lines"]]
    assert told == [["English", "Chinese"], ["English", "Chinese", "Chinese"]]
