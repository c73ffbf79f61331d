"""Fill up, from the firms that lack meetings to arranged ones and back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from app.accounts.models import Organisation
from app.accounts.permissions import Role
from app.core.db import db, now, transaction
from app.core.digest_schedule import UNDO_DELAY
from app.core.errors import NotFound
from app.core.models import JobRun, Outbox
from app.events.models import GroupRule
from app.matching import services as matching
from app.matching.models import Suggestion
from app.meetings import services
from app.meetings.errors import MeetingsChanged
from app.meetings.lifecycle import MeetingActor
from app.meetings.models import Meeting
from app.meetings.services import bulk
from app.meetings.services.expiry import send_digests
from app.registrations.models import Preference
from tests import factories
from tests.meetings.acts import meeting
from tests.support.pages import read

SECTORS = ({"offers": ["5210"], "seeks": ["6419"]}, {"offers": ["6419"], "seeks": ["5210"]})


@pytest.fixture
def event(app):
    return factories.event(longest_run=None, min_meetings=2, max_meetings=3)


@pytest.fixture
def firms(event):
    """Three of each side, the first side's brought by a chamber."""
    delegation = factories.delegation(event)
    with transaction():
        return [
            factories.firm(
                event,
                side,
                name=f"{side} {number}",
                company_values={"sectors": SECTORS[side == "Chongqing"]},
                delegation_id=delegation.id if side == "Singapore" else None,
            )
            for side in ("Singapore", "Chongqing")
            for number in range(3)
        ]


@pytest.fixture
def organizer(client, event, firms):
    matching.rank_event(event.id)
    return client.as_user(factories.member(event.organisation, Role.ORGANIZER))


def found(visitor, event):
    """The run that proposed pairs, by its public id."""
    return visitor.post(f"/events/{event.slug}/fill-up").headers["Location"].rpartition("/")[2]


def pairs_of(public_id):
    return db.session.scalars(select(JobRun.result).where(JobRun.public_id == public_id)).one()["pairs"]


def approved(visitor, event, run, **form):
    answer = visitor.post(f"/events/{event.slug}/fill-up/approval", data={"run": run, **form})
    return answer.headers["Location"].rpartition("/")[2]


def count():
    return db.session.scalar(select(func.count(Meeting.id)))


@pytest.mark.full
def test_all_pairs_are_arranged_in_one_go_and_everybody_has_the_least(organizer, event, firms):
    page = organizer.get(f"/events/{event.slug}/fill-up").text
    run = found(organizer, event)
    proposed = organizer.get(f"/events/{event.slug}/fill-up?run={run}").text
    done = approved(organizer, event, run, act="good")
    answer = organizer.get(f"/events/{event.slug}/meetings/arranged?run={done}").text

    assert "6 firms have fewer meetings than the 2" in page
    assert len(pairs_of(run)) == 6
    assert "0 → 2 of at least 2" in proposed
    assert "6 meetings are arranged" in answer
    assert "Every firm has enough meetings" in organizer.get(f"/events/{event.slug}/fill-up").text


def score_as(run, scores):
    """Let a run have found its pairs with these scores."""
    with transaction():
        found_by = db.session.scalars(select(JobRun).where(JobRun.public_id == run)).one()
        told = found_by.result or {}
        pairs = [[*pair[:2], score, pair[3]] for pair, score in zip(told["pairs"], scores, strict=True)]
        found_by.result = {**told, "pairs": pairs}


def ticks(page):
    """By pair whether it is ticked in advance, and what its score says."""
    rows = [row for row in read(page).find("tr") if row.find("[name=row]")]
    return [
        ("checked" in row.find("[name=row]")[0].attributes, row.find("[data-label=Score]")[0].text.strip())
        for row in rows
    ]


def test_a_weak_pair_is_not_ticked_in_advance_and_said_to_be_weak(organizer, event):
    run = found(organizer, event)
    score_as(run, [60.0, 25.0, 24.9, 24.4, 4.0, 90.0])

    page = organizer.get(f"/events/{event.slug}/fill-up?run={run}")

    good, weak = [(True, "60"), (True, "25")], [(False, "24 weak"), (False, "24 weak"), (False, "4 weak")]
    assert ticks(page) == [*good, *weak, (True, "90")]
    assert "3 of them are weak, with a score under 25, and not ticked" in page.text


def test_what_is_approved_without_a_look_at_each_leaves_the_weak_pairs_out(organizer, event, monkeypatch):
    monkeypatch.setattr("app.matching.views.fill_up.ROWS_ON_PAGE", 2)
    run = found(organizer, event)
    score_as(run, [60.0, 25.0, 24.9, 24.4, 4.0, 90.0])
    page = organizer.get(f"/events/{event.slug}/fill-up?run={run}").text

    approved(organizer, event, run, act="good")

    assert "Approve the 3 pairs that are not weak" in page
    assert "Approve all" not in page
    arranged = {(one.low_id, one.high_id) for one in db.session.scalars(select(Meeting))}
    assert arranged == {tuple(pair[:2]) for pair in pairs_of(run) if pair[2] >= 25}


def test_only_what_is_ticked_is_arranged(organizer, event):
    run = found(organizer, event)
    first = pairs_of(run)[0]

    approved(organizer, event, run, act="ticked", row=[f"{first[0]}-{first[1]}", "1-999"])

    assert [(one.low_id, one.high_id) for one in db.session.scalars(select(Meeting))] == [tuple(first[:2])]


def told(page):
    """What each row says of its pair, whatever the order of its lines."""
    return [sorted(line.text for line in cell.find("li")) for cell in read(page).find("[data-label=Reasons]")]


def test_reasons_that_stand_in_the_partners_list_alone_are_turned_round_to_the_first_firm(organizer, event, firms):
    run = found(organizer, event)
    page = f"/events/{event.slug}/fill-up?run={run}"
    before = told(organizer.get(page).text)
    first = {min(pair[:2]) for pair in pairs_of(run)}  # as many meetings on both sides: the lower number stands first
    with transaction() as session:
        session.execute(delete(Suggestion).where(Suggestion.registration_id.in_(first)))

    assert all(any(" seeks Other monetary" in line for line in lines) for lines in before)
    assert told(organizer.get(page).text) == before


def test_what_is_approved_twice_with_one_key_is_arranged_once(organizer, event):
    run = found(organizer, event)

    jobs = {approved(organizer, event, run, act="good", key="the-same-key") for _ in range(2)}

    assert (len(jobs), count()) == (1, 6)


@pytest.mark.full
def test_pairs_get_their_time_where_the_phase_lets_one_be_given(organizer, event):
    with transaction() as session:
        session.get_one(type(event), event.id).phase = "published"
    run = found(organizer, event)

    approved(organizer, event, run, act="good")

    assert all(pair[3] for pair in pairs_of(run))
    assert {one.state for one in db.session.scalars(select(Meeting))} == {"booked"}


def test_no_pair_is_proposed_that_either_keeps_apart_or_that_has_met_or_that_the_rules_bar(organizer, event, firms):
    one, others = firms[0], firms[3:]
    with transaction() as session:
        for kind, other in zip(("never", "known"), others, strict=False):
            session.add(Preference(event_id=event.id, registration_id=other.id, other_id=one.id, kind=kind))
    services.decline(services.request_meeting(event.id, one.id, others[2].id, by=None), others[2].id, by=None)

    run = found(organizer, event)

    assert not any(one.id in pair[:2] for pair in pairs_of(run))
    page = organizer.get(f"/events/{event.slug}/fill-up?run={run}").text
    assert "nobody is left of those suggested whom it may meet" in page
    assert "never" not in page
    with transaction() as session:
        session.query(GroupRule).delete()
    assert pairs_of(found(organizer, event)) == []


def test_a_chamber_fills_up_its_own_members_alone(client, organizer, event, firms):
    house = db.session.get_one(Organisation, firms[0].delegation.organisation_id)
    chamber = client.as_user(factories.member(house, Role.CHAMBER))
    elsewhere = factories.organisation("Other chamber")
    factories.delegation(event, of=elsewhere, name="Other")
    stranger = factories.member(elsewhere, Role.CHAMBER)

    page = chamber.get(f"/events/{event.slug}/fill-up").text
    run = found(chamber, event)
    members = {one.id for one in firms[:3]}

    assert "3 firms have fewer meetings than the 2" in page
    assert pairs_of(run)
    assert all(members & set(pair[:2]) for pair in pairs_of(run))
    other = client.as_user(stranger)
    assert other.get(f"/events/{event.slug}/fill-up?run={run}").status_code == 404
    assert "No pair was found" in other.get(f"/events/{event.slug}/fill-up?run={found(other, event)}").text


def test_without_a_ranking_the_organizer_is_led_to_it_and_a_chamber_told_who_has_it_computed(client, event, firms):
    house = db.session.get_one(Organisation, firms[0].delegation.organisation_id)
    here, ranking = f"/events/{event.slug}/fill-up", f"/events/{event.slug}/ranking"

    seen = [
        client.as_user(one).get(here).text
        for one in (factories.member(event.organisation, Role.ORGANIZER), factories.member(house, Role.CHAMBER))
    ]

    assert [f'href="{ranking}"' in page.split("<main")[1] for page in seen] == [True, False]
    assert ["which the organizer has computed" in page for page in seen] == [False, True]


@pytest.mark.full
def test_what_was_arranged_together_is_undone_together(organizer, event):
    done = approved(organizer, event, found(organizer, event), act="good")

    organizer.post(f"/events/{event.slug}/meetings/arranged/undo", data={"run": done})

    assert {one.state for one in db.session.scalars(select(Meeting))} == {"cancelled"}
    assert "called off again" in organizer.get(f"/events/{event.slug}/meetings/arranged?run={done}").text
    again = organizer.post(f"/events/{event.slug}/meetings/arranged/undo", data={"run": done})
    assert again.status_code == 404


@pytest.mark.full
def test_pairs_that_were_undone_together_are_proposed_again_and_those_that_a_firm_called_off_are_not(
    organizer, event, firms
):
    first = found(organizer, event)
    before = [pair[:2] for pair in pairs_of(first)]
    done = approved(organizer, event, first, act="good")
    organizer.post(f"/events/{event.slug}/meetings/arranged/undo", data={"run": done})

    assert [pair[:2] for pair in pairs_of(found(organizer, event))] == before

    by_hand = services.arrange(event.id, *before[0], by=factories.user().id)
    services.cancel(by_hand, before[0][0], by=None)

    assert before[0] not in [pair[:2] for pair in pairs_of(found(organizer, event))]


def told_about_meetings(user):
    rows = select(Outbox.kind, Outbox.subject).where(Outbox.recipient == user.email).order_by(Outbox.id)
    return [subject for kind, subject in db.session.execute(rows) if kind == "digest" or kind.startswith("meeting.")]


@pytest.mark.full
@pytest.mark.parametrize(("pause", "told"), [(timedelta(seconds=30), []), (UNDO_DELAY, ["Arranged", "Cancelled"])])
def test_what_is_undone_before_its_letters_left_is_told_to_nobody(organizer, event, firms, pause, told):
    user, clock = factories.user(), {"now": now()}
    organizer.application.config["CLOCK"] = lambda: clock["now"]
    factories.let_in(firms[0], user)
    with transaction():
        event.min_meetings = 1
    done = approved(organizer, event, found(organizer, event), act="good")
    clock["now"] += pause
    send_digests()

    organizer.post(f"/events/{event.slug}/meetings/arranged/undo", data={"run": done})
    clock["now"] += timedelta(hours=1)
    send_digests()

    assert [subject.partition(" ")[0].strip(":") for subject in told_about_meetings(user)] == told


@pytest.mark.full
def test_nothing_is_undone_once_somebody_has_acted_on_one(organizer, event):
    done = approved(organizer, event, found(organizer, event), act="good")
    made = list(db.session.scalars(select(Meeting.id).order_by(Meeting.id)))
    services.cancel(made[0], meeting(made[0]).low_id, by=None)
    run = db.session.scalars(select(JobRun).where(JobRun.public_id == done)).one()

    with pytest.raises(MeetingsChanged):
        bulk.undo_arranging(run, by=factories.user().id)

    assert [meeting(one).state for one in made[1:]] == ["booked"] * 5
    assert "Somebody has acted on 1 of them" in organizer.get(f"/events/{event.slug}/meetings/arranged?run={done}").text


def test_a_run_that_arranged_nothing_has_nothing_to_undo(organizer, event, firms):
    services.cancel(
        services.arrange(event.id, firms[0].id, firms[3].id, by=factories.user().id),
        firms[0].id,
        by=None,
        actor=MeetingActor.ORGANIZER,
    )
    user = factories.user()
    with transaction():
        run = JobRun(
            public_id="x" * 32, kind=bulk.ARRANGE_JOB, event_id=event.id, user_id=user.id, result={"arranged": []}
        )
        db.session.add(run)

    with pytest.raises(NotFound):
        bulk.undo_arranging(run, by=user.id)


def test_a_job_that_is_begun_again_counts_what_it_had_arranged(event, firms):
    user = factories.user()
    wanted = [bulk.PairToArrange(firms[0].id, firms[3].id), bulk.PairToArrange(firms[1].id, firms[3].id)]
    since = now() - timedelta(minutes=1)
    first = bulk.arrange_in_turn(event.id, wanted[:1], by=user.id, since=since, tell=lambda _share: False)

    again = bulk.arrange_in_turn(event.id, wanted, by=user.id, since=since, tell=lambda _share: False)

    assert again["arranged"][0] == first["arranged"][0]
    assert (len(again["arranged"]), again["refused"]) == (2, [])


def test_a_firm_that_has_enough_is_not_measured_against_the_least(organizer, event, firms):
    for one in firms[1:3]:
        for other in firms[3:]:
            services.arrange(event.id, one.id, other.id, by=factories.user().id)

    run = found(organizer, event)
    page = read(organizer.get(f"/events/{event.slug}/fill-up?run={run}")).text

    assert [set(pair[:2]) & {one.id for one in firms[:3]} for pair in pairs_of(run)] == [{firms[0].id}] * 2
    assert ("0 → 2 of at least 2" in page, page.count("2 → 3, has its 2 already"), "→ 3 of" in page) == (True, 2, False)


def test_reasons_are_those_of_the_suggestions_and_name_the_companies(organizer, event, firms):
    run = found(organizer, event)
    proposed = read(organizer.get(f"/events/{event.slug}/fill-up?run={run}"))
    suggested = read(organizer.get(f"/events/{event.slug}/companies/{firms[0].id}/suggestions"))

    rows = [row for row in proposed.find("tr") if row.find("[name=row]")]
    mine = [line.text for line in rows[0].find("li")]
    theirs = [line.text for line in suggested.find(".q-reasons")[0].find("li")]

    assert mine[0].startswith("Singapore 0 seeks Other monetary")
    assert len(mine) == len(theirs)
    assert not any(word in line.lower().split() for line in mine for word in ("you", "they"))


def test_all_pairs_are_ticked_by_one_tick(organizer, event):
    run = found(organizer, event)

    forms = read(organizer.get(f"/events/{event.slug}/fill-up?run={run}")).find("form")

    with_script = [form for form in forms if "data-bulk" in form.attributes]
    assert [sum("data-all" in node.attributes for node in form.all()) for form in with_script] == [1]
