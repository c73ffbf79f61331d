"""Pairs from a sheet are arranged as a whole and undone; each row says why it is left out."""

from __future__ import annotations

from app.accounts.models import Organisation
from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.meetings import services
from app.meetings.services import bulk
from app.registrations.models import Preference
from tests import factories
from tests.meetings.views.pairs.acts import HEAD, arranged, meetings, sent, shown


def test_names_in_any_spelling_are_arranged_as_a_whole_and_undone(visitor, event, firms):
    one, two, three, four = (firm.id for firm in firms.values())
    _answer, preview = sent(
        visitor,
        event,
        HEAD,
        ("YCH GROUP", "Lotus Foods", "must"),
        ("Merlion Shipping", "CHONGQING CHANGAN AUTOMOBILE"),
    )

    page = visitor.get(preview).text
    assert "2 pairs are ready" in page
    done = arranged(visitor, preview).headers["Location"].rpartition("/")[2]

    assert meetings() == [(one, four, "agreed", "must"), (two, three, "agreed", "want")]
    assert "2 meetings are arranged" in visitor.get(f"/events/{event.slug}/meetings/arranged?run={done}").text
    visitor.post(f"/events/{event.slug}/meetings/arranged/undo", data={"run": done})
    assert {state for _low, _high, state, _priority in meetings()} == {"cancelled"}
    assert (
        "<h1>2 meetings were called off again" in visitor.get(f"/events/{event.slug}/meetings/arranged?run={done}").text
    )


def test_a_sheet_sent_again_says_what_was_done_and_leads_there(visitor, event, firms):
    rows = HEAD, ("YCH GROUP", "Lotus Foods"), ("Merlion Shipping", "Changan Automobile")
    _answer, preview = sent(visitor, event, *rows)
    done = arranged(visitor, preview).headers["Location"]
    _answer, second = sent(visitor, event, *rows)

    for again in (preview, second):
        assert arranged(visitor, again).headers["Location"] == done
        page = visitor.get(again).text
        assert "2 pairs of this sheet have their meeting or request already" in page
        assert f"meetings/arranged?run={done.rpartition('/')[2]}" in page
    assert len(meetings()) == 2


def test_a_sheet_of_which_no_row_can_be_arranged_is_not_called_empty(visitor, event, firms):
    _answer, preview = sent(visitor, event, HEAD, ("YCH Group", "YCH Group Pte Ltd"))

    refused = arranged(visitor, preview)

    assert (refused.status_code, "Each row is left out" in refused.text) == (409, True)


def test_each_row_says_why_it_is_left_out(visitor, event, firms):
    ych, merlion, changan, lotus = (firm.id for firm in firms.values())
    services.request_meeting(event.id, ych, lotus, by=None)
    with transaction() as session:
        session.add(Preference(event_id=event.id, registration_id=changan, other_id=merlion, kind="never"))
    _answer, preview = sent(
        visitor,
        event,
        HEAD,
        ("YCH Group", "Lotus Foods"),
        ("YCH Group", "Merlion Shipping"),
        ("YCH Group", "YCH Group Pte Ltd"),
        ("YCH Group", "Changan Automobile"),
        ("Changan Automobile", "YCH Group"),
        ("Merlion Shipping", "Changan Automobile"),
    )

    page = visitor.get(preview).text

    for words in (
        "they have a meeting or an open request already",
        "by the rules of the event the two do not meet",
        "both names mean one firm",
        "the same pair stands further up",
        "one of the two takes no further meetings",
        "1 pair is ready",
    ):
        assert words in page
    assert "never" not in page


def test_what_became_of_a_sheet_tells_of_all_its_rows(visitor, event, firms):
    ych, merlion, changan, lotus = (firm.id for firm in firms.values())
    pairs = [bulk.PairToArrange(ych, lotus), bulk.PairToArrange(ych, merlion), bulk.PairToArrange(merlion, changan)]
    answer = bulk.arrange_all(event.id, pairs, by=factories.user().id)

    assert [row[2] for row in answer["refused"]] == ["all_or_none", "cannot_ask", "all_or_none"]


def test_all_are_arranged_or_none(visitor, event, firms):
    ych, merlion, _changan, lotus = (firm.id for firm in firms.values())
    answer = bulk.arrange_all(
        event.id, [bulk.PairToArrange(ych, lotus), bulk.PairToArrange(ych, merlion)], by=factories.user().id
    )

    assert answer["arranged"] == []
    assert [row[:3] for row in answer["refused"]] == [[ych, lotus, "all_or_none"], [ych, merlion, "cannot_ask"]]
    assert meetings() == []


def test_a_chamber_arranges_pairs_of_its_members_alone(client, visitor, event, firms):
    elsewhere = factories.organisation("Other chamber")
    factories.delegation(event, of=elsewhere, name="Other")
    stranger = client.as_user(factories.member(elsewhere, Role.CHAMBER))
    _answer, preview = sent(stranger, event, HEAD, ("YCH Group", "Lotus Foods"))
    assert "neither is a firm of yours" in stranger.get(preview).text
    house = db.session.get_one(Organisation, next(iter(firms.values())).delegation.organisation_id)

    chamber = client.as_user(factories.member(house, Role.CHAMBER))

    assert chamber.get(preview).status_code == 404
    _answer, own = sent(chamber, event, HEAD, ("YCH Group", "Lotus Foods"))
    arranged(chamber, own)
    assert len(meetings()) == 1


def test_a_row_that_another_ones_leaving_wakes_is_shown_before_it_is_arranged(visitor, event, firms):
    one, two, three, four = (firm.id for firm in firms.values())
    _answer, preview = sent(
        visitor,
        event,
        HEAD,
        ("YCH Group", "Lotus Foods", "", "03:33"),
        ("YCH Group", "Lotus Foods"),
        ("Merlion Shipping", "Changan Automobile"),
    )
    page = visitor.get(preview).text
    assert "Arrange 1 meeting" in page
    assert "the same pair stands further up" in page

    told = arranged(visitor, preview, row="0", **{"out-0": "yes"})

    assert (told.status_code, meetings()) == (409, [])
    assert "2 meetings would be arranged. Look at the rows below, then press again." in told.text
    assert told.text.count("ready since the page was made") == 1
    visitor.post(preview, data={"act": "arrange", "shown": shown(told.text)})
    assert [row[:2] for row in meetings()] == [(one, four), (two, three)]


def test_a_pair_that_met_since_the_preview_is_not_left_away_unsaid(visitor, event, firms):
    ych, _merlion, _changan, lotus = (firm.id for firm in firms.values())
    _answer, preview = sent(
        visitor, event, HEAD, ("YCH Group", "Lotus Foods"), ("Merlion Shipping", "Changan Automobile")
    )
    seen = shown(visitor.get(preview).text)
    services.request_meeting(event.id, ych, lotus, by=None)

    told = visitor.post(preview, data={"act": "arrange", "shown": seen})

    assert (told.status_code, len(meetings())) == (409, 1)
    assert "1 meeting would be arranged." in told.text
