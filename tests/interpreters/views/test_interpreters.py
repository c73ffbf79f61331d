"""The organizer's interpreters: the list, its forecast, the form, the question before one goes, the run sheets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from app.accounts.permissions import Role
from app.core.db import db, now, transaction
from app.core.models import StoredFile
from app.events.models import Interpreter, Slot, Table
from app.meetings import services
from app.meetings.models import Claim, InterpreterPost, Meeting
from tests import factories
from tests.documents.printed import pages_of
from tests.support.pages import read, text_of


@pytest.fixture
def organizer(client, event):
    return client.as_user(factories.member(event.organisation, Role.ORGANIZER))


@pytest.fixture
def apart(event):
    """Two firms without a common language."""
    one = factories.firm(event, "Singapore", name="YCH Group", company_values={"offers_en": "Cold chain"})
    return one, factories.firm(event, "Chongqing", name="Chongqing Port", languages=["zh"])


def page_of(event, *more):
    return "/".join((f"/events/{event.slug}/interpreters", *map(str, more)))


def sent(**values):
    return {"name": "Wang Fang", "languages": ["en", "zh"], "mode": "pool", **values}


def booked(event, apart, slot):
    made = services.request_meeting(event.id, apart[0].id, apart[1].id, by=None)
    services.accept(made, apart[1].id, by=None, slot_id=slot)
    return made


def only():
    return db.session.scalars(select(Interpreter).execution_options(populate_existing=True)).one()


def test_an_event_without_interpreters_says_what_that_means(organizer, event):
    told = text_of(organizer.get(page_of(event)), "main")

    assert "No interpreter yet" in told
    assert "Run sheets (PDF)" not in told


def test_a_new_interpreter_gets_a_pause_after_four_meetings_unless_told_otherwise(organizer, event):
    new = organizer.get(page_of(event, "new"))
    organizer.post(page_of(event, "new"), data=sent(longest_run=""))

    kept = organizer.get(page_of(event, only().id))
    said = [read(page).find("[name=longest_run]")[0].attributes.get("value") for page in (new, kept)]
    assert said == ["4", ""]


def test_who_is_added_stands_on_the_list_with_hours_on_the_events_clocks(organizer, event):
    hours = {"days-0-starts": "9:00", "days-0-ends": "12h30", "longest_run": "4", "sectors": ["H"]}

    answer = organizer.post(page_of(event, "new"), data=sent(**hours), follow_redirects=True)

    told = text_of(answer, "main")
    assert "Wang Fang is on the list of interpreters." in text_of(answer, "body")
    assert "09:00 – 12:30" in told
    assert (only().languages, only().sectors, only().longest_run) == (["en", "zh"], ["H"], 4)


def test_what_was_typed_stands_in_the_form_again(organizer, event):
    organizer.post(page_of(event, "new"), data=sent(**{"days-0-starts": "9:00"}))

    page = organizer.get(page_of(event, only().id)).text

    assert 'value="09:00"' in page
    assert 'name="days-0-ends"' in page
    assert 'value="23:59"' not in page


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": " "}, "Say what the interpreter is called."),
        ({"languages": ["zh"]}, "Choose at least two languages."),
        ({"mode": "own"}, "Choose the firm that the interpreter serves."),
        ({"mode": "table"}, "Choose the table at which the interpreter sits."),
        ({"days-0-starts": "12:00", "days-0-ends": "9:00"}, "It must end after it starts."),
        ({"days-0-ends": "0:00"}, "It must end after it starts."),
        ({"days-0-starts": "23:59"}, "It must end after it starts."),
        ({"longest_run": "0"}, "A whole number from 1 to 50."),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_written(organizer, event, wrong, told):
    answer = organizer.post(page_of(event, "new"), data=sent(**wrong))

    assert (answer.status_code, told in answer.text) == (422, True)
    assert db.session.scalars(select(Interpreter)).all() == []


def test_a_firm_or_a_table_that_was_chosen_is_not_left_out_in_silence(organizer, event, apart):
    firm, table = str(apart[0].id), str(event.tables[0].id)

    refused = [organizer.post(page_of(event, "new"), data=sent(**one)) for one in ({"firm": firm}, {"table": table})]
    organizer.post(page_of(event, "new"), data=sent(mode="follows", firm=firm))
    freed = organizer.post(page_of(event, only().id), data=sent(firm=firm, version="1"))

    assert [one.status_code for one in refused] == [422, 422]
    assert "A firm is chosen below" in refused[0].text
    assert "A table is chosen below" in refused[1].text
    assert (freed.status_code, only().mode) == (303, "pool")


def test_hours_are_said_as_they_were_and_those_without_any_time_for_meetings_are_marked(organizer, event, slots):
    for name, hours in (
        ("Wang Fang", {"days-0-starts": "9:00"}),
        ("Li Na", {"days-0-ends": "11:00"}),
        ("Zoé", {"days-0-starts": "20:00", "days-0-ends": "21:00"}),
    ):
        organizer.post(page_of(event, "new"), data=sent(name=name, **hours))

    told = text_of(organizer.get(page_of(event)), "main")

    assert all(words in told for words in ("from 09:00", "until 11:00", "20:00 – 21:00"))
    assert told.count("no time for meetings lies within") == 1
    assert "23:59" not in told


def test_whom_nobody_can_meet_any_more_is_served_by_nobody(organizer, event, apart):
    factories.interpreter(event, mode="follows", works_for=apart[0].id)
    factories.interpreter(event, mode="table", table=event.tables[0].id)
    before = text_of(organizer.get(page_of(event)), "main")
    with transaction() as session:
        session.merge(apart[0]).state = "cancelled"
        session.get_one(Table, event.tables[0].id).retired_at = now()

    after = text_of(organizer.get(page_of(event)), "main")

    assert (before.count("nobody: say whom"), after.count("nobody: say whom")) == (0, 2)


def test_a_form_without_a_name_still_says_whose_it_is(organizer, event):
    one = factories.interpreter(event, name="Wang Fang")

    page = organizer.post(page_of(event, one.id), data=sent(name="", version="1"))

    assert (page.status_code, "Add an interpreter" in text_of(page, "main")) == (422, False)


def test_a_firm_of_another_event_cannot_be_served(organizer, event):
    stranger = factories.firm(factories.event("other"), "Singapore")

    answer = organizer.post(page_of(event, "new"), data=sent(mode="follows", firm=str(stranger.id)))

    assert answer.status_code == 404
    assert db.session.scalars(select(InterpreterPost)).all() == []


def test_the_list_says_what_each_time_needs_and_lacks(organizer, event, apart, slots):
    factories.interpreter(event, "en", "fr")
    booked_without = services.request_meeting(event.id, apart[0].id, apart[1].id, by=None)
    assert booked_without

    told = text_of(organizer.get(page_of(event)), "main")

    assert "100 % share no language" in told
    assert "needs 1, 1 is lacking" in told
    assert "Chinese – English (1)" in told


def test_times_that_are_over_need_nobody_any_more(organizer, event, slots):
    with transaction() as session:
        over = {"starts_at": now() - timedelta(minutes=40), "ends_at": now() - timedelta(minutes=15)}
        session.execute(update(Slot).where(Slot.id == slots[0]).values(**over))

    rows = read(organizer.get(f"/events/{event.slug}/interpreters").text).find("tbody")[-1].find("tr")

    assert len(rows) == len(slots) - 1
    with transaction() as session:
        session.execute(delete(Slot).where(Slot.event_id == event.id, Slot.id != slots[0]))
    assert "All times for meetings are over" in organizer.get(f"/events/{event.slug}/interpreters").text


def test_an_interpreter_with_meetings_goes_only_after_a_look_at_who_steps_in(organizer, event, apart, slots):
    first, second = (factories.interpreter(event, name=name).id for name in ("Wang Fang", "Li Na"))
    made = booked(event, apart, slots[0])
    removal = page_of(event, first, "removal")

    asked = organizer.post(removal, data={"version": "1"})
    kept = db.session.scalars(select(Claim.interpreter_id).where(Claim.interpreter_id.is_not(None))).all()
    done = organizer.post(removal, data={"version": "1", "confirmed": "1"}, follow_redirects=True)

    assert (asked.status_code, kept) == (409, [first])
    assert all(word in text_of(asked, "main") for word in ("Wang Fang has booked meetings", "Li Na", "YCH Group"))
    assert "1 meeting has another interpreter or none" in text_of(done, "body")
    claim = select(Claim.interpreter_id).where(Claim.meeting_id == made, Claim.interpreter_id.is_not(None))
    assert db.session.scalar(claim) == second


def test_hours_that_leave_a_booked_meeting_alone_ask_first_and_keep_what_was_typed(organizer, event, apart, slots):
    one = factories.interpreter(event, name="Wang Fang")
    booked(event, apart, slots[0])
    wanted = sent(**{"days-0-starts": "20:00", "version": "1"})

    asked = organizer.post(page_of(event, one.id), data=wanted)
    done = organizer.post(page_of(event, one.id), data={**wanted, "confirmed": "1"})

    assert (asked.status_code, 'name="days-0-starts" value="20:00"' in asked.text) == (409, True)
    assert "nobody is free" in text_of(asked, "main")
    assert done.status_code == 303


def test_who_saves_second_is_told(organizer, event):
    one = factories.interpreter(event)
    organizer.post(page_of(event, one.id), data=sent(version="1", name="First"))

    late = organizer.post(page_of(event, one.id), data=sent(version="1", name="Second"))

    assert (late.status_code, only().name) == (409, "First")


def test_a_run_sheet_says_when_where_and_between_whom_with_a_brief_of_each(organizer, event, apart, slots):
    one = factories.interpreter(event, name="Wang Fang")
    idle = factories.interpreter(event, "en", "fr", name="Zoé", mode="table", table=event.tables[0].id)
    booked(event, apart, slots[0])

    all_of_them = pages_of(organizer.post(page_of(event, "run-sheets")).data)
    own = pages_of(organizer.post(page_of(event, "run-sheets"), data={"interpreter": one.id}).data)

    assert len(all_of_them) == 2
    assert all(word in own[0] for word in ("Wang Fang", "YCH Group", "Cold chain", "Chongqing Port", "Chinese"))
    assert ("Serves: everybody" in own[0], "Serves: table A1" in all_of_them[1]) == (True, True)
    assert (idle.name in all_of_them[1], "No meeting yet." in all_of_them[1]) == (True, True)
    assert len(own) == 1


def test_many_sheets_are_set_by_a_job(organizer, event, apart, slots, monkeypatch):
    monkeypatch.setattr("app.interpreters.views.MOST_AT_ONCE", 0)
    factories.interpreter(event, name="Wang Fang")
    booked(event, apart, slots[0])

    job = organizer.post(page_of(event, "run-sheets"))
    db.session.rollback()
    kept = db.session.scalars(select(StoredFile)).one()
    file = organizer.get(f"/files/{kept.public_id}")
    assert (job.status_code, kept.public_id in organizer.get(job.location).text) == (303, True)
    assert "Wang Fang" in pages_of(file.data)[0]


def test_who_is_added_twice_is_asked_about_first(organizer, event):
    organizer.post(page_of(event, "new"), data=sent())

    asked = organizer.post(page_of(event, "new"), data=sent(name="wang  fang", languages=["zh", "fr"]))
    told, kept = text_of(asked, "main"), only()
    again = organizer.post(page_of(event, "new"), data=sent(name="Wang Fang", again="1"))
    two = [one.id for one in db.session.scalars(select(Interpreter).order_by(Interpreter.id))]
    unchanged = organizer.post(page_of(event, two[1]), data=sent(version="1"))
    organizer.post(page_of(event, "new"), data=sent(name="Li Na"))
    renamed = organizer.post(page_of(event, two[1]), data=sent(name="Li Na", version="2"))

    assert (asked.status_code, "Wang Fang is on the list already" in told, kept.name) == (409, True, "Wang Fang")
    assert 'value="wang fang"' in asked.text
    assert "Add a second one of this name" in told
    assert (again.status_code, len(two), unchanged.status_code) == (303, 2, 303)
    assert (renamed.status_code, "Save under this name all the same" in renamed.text) == (409, True)


@pytest.mark.parametrize("path", ["new", "{one}", "{one}/removal"])
def test_nobody_else_touches_them(client, event, people, firms, path):
    one = factories.interpreter(event)

    answer = client.as_user(people[0]).post(page_of(event, path.format(one=one.id)), data=sent(version="1"))

    assert (answer.status_code, only().name) == (403, one.name)


def test_meetings_booked_before_there_was_an_interpreter_are_given_one(organizer, event, apart, slots):
    other = factories.firm(event, "Singapore", name="Jumbo Group")
    first = booked(event, apart, slots[0])
    second = booked(event, (other, apart[1]), slots[1])
    one = factories.interpreter(event, name="Wang Fang", longest_run=1).id
    before = text_of(organizer.get(page_of(event)), "main")
    hours = before[before.index("What each time needs") :]

    answer = organizer.post(page_of(event, "engagement"))

    db.session.rollback()
    given = select(Claim.meeting_id, Claim.interpreter_id).where(Claim.interpreter_id.is_not(None))
    after = text_of(organizer.get(page_of(event)), "main")
    assert (answer.status_code, db.session.execute(given).all()) == (303, [(first, one)])
    assert "2 booked meetings need an interpreter and have none" in before
    assert ("Give 1 meeting an interpreter" in before, "For 1 of them nobody is free then" in before) == (True, True)
    assert ("1 without, somebody is free" in hours, hours.count("needs 1, 1 is lacking")) == (True, 1)
    assert ("Wang Fang needs a pause then" in hours, "covered" in hours) == (True, False)
    assert "1 booked meeting needs an interpreter and has none" in after
    assert ("covered" in after, "needs 1, 1 is lacking" in after) == (True, True)
    assert "Give 1 meeting" not in after
    assert db.session.get_one(Meeting, second).sequence == 0


@pytest.mark.full
def test_a_booked_meeting_that_lost_its_interpreter_says_so_to_both_firms(client, event, slots):
    boss = factories.member(event.organisation, Role.ORGANIZER)
    users = factories.user("One"), factories.user("Other")
    one = factories.firm(event, "Singapore", name="YCH Group", users=[users[0]])
    other = factories.firm(event, "Chongqing", name="Chongqing Port", languages=["zh"], users=[users[1]])
    client.as_user(boss).post(page_of(event, "new"), data=sent())
    booked(event, (one, other), slots[0])
    pages = [
        (user, f"/events/{event.slug}/companies/{firm.id}/{page}")
        for user, firm in zip(users, (one, other), strict=True)
        for page in ("agenda", "requests")
    ]
    said = "without an interpreter so far; the organizer knows"
    before = [text_of(client.as_user(user).get(page), "main") for user, page in pages]
    client.as_user(boss).post(page_of(event, only().id, "removal"), data={"version": "1", "confirmed": "1"})

    after = [text_of(client.as_user(user).get(page), "main") for user, page in pages]

    assert [("interpreter: Wang Fang" in text, said in text) for text in before] == [(True, False)] * 4
    assert [("interpreter: Wang Fang" in text, said in text) for text in after] == [(False, True)] * 4
