"""May these two meet, and why not: each rule, and which is told first."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.events.phases import BookingMode, EventAct, Phase, PhaseForbids
from app.events.rules import CompanyLimits, GroupRules
from app.meetings.errors import (
    AcceptsNoMeetings,
    AlreadyMeeting,
    CannotRequest,
    MeetsItself,
    NotTakingPart,
    OwnNeverMark,
    RequestedByOther,
    RequestsClosed,
)
from app.meetings.lifecycle import MeetingState
from app.meetings.policy import (
    CompanyFacts,
    EventFacts,
    MeetingAct,
    MeetingFacts,
    MeetingTally,
    MostMeetingsReached,
    OpenRequestsReached,
    PairMeeting,
    Refusal,
    find_refusal,
    get_meeting_maximum,
    is_full,
    refusals,
    require_allowed,
)

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
GUESTS, HOSTS = 1, 2
EVENT = EventFacts(
    phase=Phase.BOOKING,
    booking_mode=BookingMode.LIVE,
    now=NOW,
    limits=CompanyLimits(open_requests=5, most_meetings=8),
    rules=GroupRules(frozenset({(GUESTS, HOSTS)})),
    requests_until=date(2026, 12, 1),
    requests_close_at=NOW + timedelta(hours=1),
)
OWN, OTHER = CompanyFacts(11, GUESTS, MeetingTally()), CompanyFacts(12, HOSTS, MeetingTally())
ABSENT, FULL = MeetingTally(takes_part=False), MeetingTally(meetings=8)
REQUESTED = PairMeeting(7, MeetingState.REQUESTED, awaiting_id=12, expires_at=NOW + timedelta(days=1))
TAKES_NO_MORE, ARRANGED_NO_MORE = (Refusal(AcceptsNoMeetings, {"arranged": arranged}) for arranged in (False, True))


def facts(act: MeetingAct, **values) -> MeetingFacts:
    return replace(MeetingFacts(act, EVENT, OWN, OTHER), **values)


def of_event(**values) -> EventFacts:
    return replace(EVENT, **values)


def own(**values) -> CompanyFacts:
    return replace(OWN, tally=MeetingTally(**values))


def other(**values) -> CompanyFacts:
    return replace(OTHER, tally=MeetingTally(**values))


@pytest.mark.parametrize("act", list(MeetingAct))
def test_two_that_nothing_keeps_apart_may_do_all(act):
    assert refusals(facts(act)) == ()
    require_allowed(facts(act))


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"other": OWN}, Refusal(MeetsItself)),
        ({"event": of_event(requests_close_at=NOW)}, Refusal(RequestsClosed, {"day": date(2026, 12, 1)})),
        ({"own": own(takes_part=False)}, Refusal(NotTakingPart, {"yours": True})),
        ({"live": REQUESTED}, Refusal(AlreadyMeeting, {"meeting_id": 7, "state": "requested"})),
        (
            {"live": replace(REQUESTED, awaiting_id=11)},
            Refusal(RequestedByOther, {"meeting_id": 7, "state": "requested"}),
        ),
        (
            {"live": PairMeeting(7, MeetingState.BOOKED, awaiting_id=11)},
            Refusal(AlreadyMeeting, {"meeting_id": 7, "state": "booked"}),
        ),
        ({"other": replace(OTHER, group_id=GUESTS)}, Refusal(CannotRequest, {"either_way": False})),
        ({"other": replace(OTHER, group_id=None)}, Refusal(CannotRequest, {"either_way": False})),
        ({"own": own(open_requests=5)}, Refusal(OpenRequestsReached, {"most": 5, "yours": True})),
        ({"own": own(meetings=8)}, Refusal(MostMeetingsReached, {"most": 8, "yours": True})),
        (
            {"own": own(meetings=2, own=CompanyLimits(most_meetings=2))},
            Refusal(MostMeetingsReached, {"most": 2, "yours": True}),
        ),
        ({"own_never": True}, Refusal(OwnNeverMark)),
        ({"other_never": True}, TAKES_NO_MORE),
        ({"other": other(takes_part=False)}, TAKES_NO_MORE),
        ({"other": other(meetings=8)}, TAKES_NO_MORE),
        ({"other": other(meetings=3, places=3)}, TAKES_NO_MORE),
    ],
)
def test_a_request_is_refused(values, refusal):
    told = refusals(facts(MeetingAct.REQUEST, **values))

    assert told[0] == refusal
    assert {one.kind for one in told[1:]} <= {CannotRequest}  # a company asks none of its own group


def test_a_request_whose_time_is_over_bars_no_other():
    over = replace(REQUESTED, expires_at=NOW)

    assert refusals(facts(MeetingAct.REQUEST, live=over)) == ()


def test_the_last_day_bars_requests_in_the_booking_phase_alone():
    published = of_event(phase=Phase.PUBLISHED, booking_mode=BookingMode.PLANNED, requests_close_at=NOW)

    assert refusals(facts(MeetingAct.REQUEST, event=published)) == ()


def test_all_against_a_request_is_told_in_one_order():
    worst = facts(
        MeetingAct.REQUEST,
        event=of_event(phase=Phase.PLANNING, booking_mode=BookingMode.PLANNED, rules=GroupRules(frozenset())),
        own=own(open_requests=5, meetings=8, takes_part=False),
        other=replace(OTHER, registration_id=OWN.registration_id, tally=ABSENT),
        live=REQUESTED,
        own_never=True,
    )

    assert [one.code for one in refusals(worst)] == [
        "asks_itself",
        "phase_forbids",
        "not_taking_part",
        "already_meeting",
        "cannot_ask",
        "open_requests_reached",
        "most_meetings_reached",
        "never_yours",
        "takes_no_more",
    ]


def test_the_last_day_is_told_before_what_lies_with_the_company():
    late = facts(MeetingAct.REQUEST, event=of_event(requests_close_at=NOW), own=own(takes_part=False))

    assert [one.code for one in refusals(late)] == ["requests_closed", "not_taking_part"]


def test_who_accepts_hears_of_its_own_mark_and_of_the_other_before_its_limit():
    worst = facts(
        MeetingAct.ACCEPT,
        event=of_event(phase=Phase.CLOSED),
        own=own(meetings=8, takes_part=False),
        other=other(meetings=8),
        own_never=True,
    )

    assert [one.code for one in refusals(worst)] == [
        "phase_forbids",
        "not_taking_part",
        "never_yours",
        "takes_no_more",
        "most_meetings_reached",
    ]


def test_a_request_is_accepted_though_the_rules_and_the_limit_of_requests_have_changed_since():
    assert (
        refusals(facts(MeetingAct.ACCEPT, event=of_event(rules=GroupRules(frozenset())), own=own(open_requests=9)))
        == ()
    )


def test_who_arranges_hears_of_either_company():
    worst = facts(
        MeetingAct.ARRANGE,
        event=of_event(phase=Phase.CLOSED, rules=GroupRules(frozenset())),
        own=own(takes_part=False),
        other=other(takes_part=False),
        live=REQUESTED,
        other_never=True,
    )

    assert refusals(worst)[1:] == (
        Refusal(NotTakingPart, {"yours": True}),
        Refusal(NotTakingPart, {"yours": False}),
        Refusal(AlreadyMeeting, {"meeting_id": 7, "state": "requested"}),
        Refusal(CannotRequest, {"either_way": True}),
        ARRANGED_NO_MORE,
    )


@pytest.mark.parametrize(
    "values",
    [
        {"own": replace(OWN, tally=FULL)},
        {"other": replace(OTHER, tally=FULL)},
        {"own_never": True},
        {"other_never": True},
    ],
)
@pytest.mark.parametrize("act", [MeetingAct.ARRANGE, MeetingAct.PIN_UP])
def test_who_arranges_or_pins_is_not_told_which_of_the_two_takes_no_more(act, values):
    assert refusals(facts(act, **values)) == (ARRANGED_NO_MORE,)


@pytest.mark.parametrize("act", [MeetingAct.ARRANGE, MeetingAct.INVITE, MeetingAct.ATTEND, MeetingAct.PIN_DOWN])
def test_two_may_meet_where_one_of_them_may_ask(act):
    turned = facts(act, own=replace(OWN, group_id=HOSTS), other=replace(OTHER, group_id=GUESTS))
    same = facts(act, other=replace(OTHER, group_id=GUESTS))

    assert refusals(turned) == ()
    assert refusals(same) == (Refusal(CannotRequest, {"either_way": True}),)


def test_a_time_is_given_to_two_that_take_part_in_a_phase_that_books():
    early = of_event(booking_mode=BookingMode.PLANNED)
    absent = facts(MeetingAct.SCHEDULE, event=early, own=own(takes_part=False), other=other(takes_part=False))

    assert refusals(absent) == (
        Refusal(PhaseForbids, {"act": EventAct.BOOK, "phase": Phase.BOOKING, "opens_in": Phase.PUBLISHED}),
        Refusal(NotTakingPart, {"yours": True}),
        Refusal(NotTakingPart, {"yours": False}),
    )


@pytest.mark.parametrize(
    "values",
    [
        {"own": own(takes_part=False)},
        {"other": other(takes_part=False)},
        {"other": other(meetings=8)},
        {"own_never": True},
        {"other_never": True},
    ],
)
def test_a_host_is_not_told_why_a_company_cannot_be_invited(values):
    assert refusals(facts(MeetingAct.INVITE, **values)) == (TAKES_NO_MORE,)


@pytest.mark.parametrize("values", [{"other": other(takes_part=False)}, {"own_never": True}, {"other_never": True}])
def test_a_guest_is_not_told_why_a_host_does_not_take_it(values):
    assert refusals(facts(MeetingAct.ATTEND, **values)) == (TAKES_NO_MORE,)


def test_a_mark_does_not_close_the_group_meeting_to_a_company_that_was_invited():
    assert refusals(facts(MeetingAct.ATTEND, own_never=True, other_never=True, has_part=True)) == ()


@pytest.mark.parametrize(
    ("act", "on_behalf", "codes"),
    [
        (MeetingAct.OPEN, False, ["phase_forbids", "phase_forbids"]),
        (MeetingAct.OPEN, True, ["phase_forbids"]),
        (MeetingAct.REQUEST, True, ["phase_forbids"]),
        (MeetingAct.ATTEND, False, []),
    ],
)
def test_organizer_and_chamber_open_a_group_meeting_while_companies_may_not_ask(act, on_behalf, codes):
    planning = of_event(phase=Phase.PLANNING, booking_mode=BookingMode.PLANNED)

    assert [one.code for one in refusals(facts(act, event=planning, on_behalf=on_behalf))] == codes


def test_a_company_with_its_most_meetings_neither_opens_a_group_meeting_nor_sits_down():
    reached = (Refusal(MostMeetingsReached, {"most": 8, "yours": True}),)

    assert refusals(facts(MeetingAct.OPEN, own=replace(OWN, tally=FULL), other=None)) == reached
    assert refusals(facts(MeetingAct.SIT, own=replace(OWN, tally=FULL), other=None)) == reached


def test_what_is_not_named_yet_bars_nothing():
    late = of_event(requests_close_at=NOW)
    nobody = MeetingFacts(MeetingAct.REQUEST, late)
    alone = MeetingFacts(MeetingAct.REQUEST, late, own(open_requests=5), other_never=True)

    assert [one.code for one in refusals(nobody)] == ["requests_closed"]
    assert [one.code for one in refusals(alone)] == ["requests_closed", "open_requests_reached"]


def test_the_first_reason_is_raised():
    barred = facts(MeetingAct.REQUEST, own_never=True, other_never=True)

    with pytest.raises(OwnNeverMark):
        require_allowed(barred)
    told = find_refusal(facts(MeetingAct.REQUEST, own=replace(OWN, tally=FULL)))
    assert isinstance(told, MostMeetingsReached)
    assert told.details == {"most": 8, "yours": True}


@pytest.mark.parametrize(
    ("limits", "tally", "most", "full"),
    [
        (CompanyLimits(), MeetingTally(meetings=99), None, False),
        (CompanyLimits(most_meetings=8), MeetingTally(meetings=7), 8, False),
        (CompanyLimits(most_meetings=8), MeetingTally(meetings=8), 8, True),
        (CompanyLimits(most_meetings=8), MeetingTally(meetings=5, places=5), 5, True),
        (CompanyLimits(), MeetingTally(meetings=0, places=0), None, False),
        (CompanyLimits(most_meetings=8), MeetingTally(meetings=8, own=CompanyLimits(most_meetings=9)), 9, False),
    ],
)
def test_a_company_is_full_with_what_it_may_have_or_its_people_can(limits, tally, most, full):
    assert (get_meeting_maximum(limits, tally), is_full(limits, tally)) == (most, full)


@pytest.mark.parametrize(
    ("values", "refusal"), [({"own_never": True}, Refusal(OwnNeverMark)), ({"other_never": True}, TAKES_NO_MORE)]
)
@pytest.mark.parametrize("act", [MeetingAct.SHARE_TABLE, MeetingAct.SUGGEST])
def test_a_mark_of_either_keeps_two_from_one_table_and_from_each_others_suggestions(act, values, refusal):
    assert refusals(facts(act, **values)) == (refusal,)


def test_who_can_have_no_further_meeting_is_not_suggested_but_shares_a_table():
    full = replace(OTHER, tally=FULL)

    assert refusals(facts(MeetingAct.SUGGEST, other=full)) == (TAKES_NO_MORE,)
    assert refusals(facts(MeetingAct.SHARE_TABLE, other=full)) == ()
