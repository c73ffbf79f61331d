"""Wishes from paper: numbered, keyed in, kept as what they feed; what a firm keeps to itself stays its own."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.core.models import Notice
from app.events.phases import PhaseForbids
from app.matching.queries.rankings import get_running_job
from app.matching.services import delete_preference, send_wants, set_preference
from app.matching.services.preferences import TypedLine, save_lines, stored_line
from app.matching.services.wish_sheets import number_companies
from app.meetings.models import Meeting
from app.meetings.queries.policy import load_wish_facts
from app.registrations.models import Preference, Registration, WishNumber
from app.registrations.queries.wish_lists import get_wish_list_entries
from app.registrations.services import merging
from tests import factories


class Paper:
    """A delegation with two firms; three hosts; numbers given: Alpha 1, Beta 2, then the hosts 3, 4, 5."""

    def __init__(self, phase: str) -> None:
        self.event = factories.event("day", phase=phase)
        house = factories.organisation("Chamber")
        self.chamber = factories.member(house, Role.CHAMBER, name="Ms Chamber")
        self.delegation = factories.delegation(self.event, of=house)
        self.alpha, self.beta = (self.firm(name, delegation_id=self.delegation.id) for name in ("Alpha", "Beta"))
        self.hosts = [self.firm(name, "Chongqing") for name in ("Port", "Quay", "Rail")]
        number_companies(self.event.id, by=None)

    def firm(self, name: str, side: str = "Singapore", **values: object) -> Registration:
        return factories.firm(self.event, side, name=name, **values)

    def key(self, *lines: str, seen: tuple[str, ...] = ("", "")):
        firms = [self.alpha, self.beta]
        typed = {one.id: TypedLine(*pair) for one, pair in zip(firms, zip(lines, seen, strict=False), strict=False)}
        answers = save_lines(self.event.id, firms, typed, by=self.chamber.id)
        return [answers.get(one.id) for one in firms]

    def line_of(self, firm: Registration) -> str:
        return stored_line(load_wish_facts(self.event.id, [firm]), firm.id)


@pytest.fixture
def paper(app):
    app.config["JOBS"] = "queue"
    return Paper("registration")


def kept(firm):
    rows = select(Preference).where(Preference.registration_id == firm.id).order_by(Preference.other_id)
    return [(row.other_id, row.kind, row.priority, row.source) for row in db.session.scalars(rows)]


def codes(answer):
    return [(one.code, one.text) for one in answer.line.problems]


def test_numbers_are_given_side_by_side_once_and_to_nobody_else(paper):
    numbers = select(WishNumber).order_by(WishNumber.number)
    first = [(one.number, one.registration_id) for one in db.session.scalars(numbers)]
    late = paper.firm("Aaa", "Chongqing")
    given = number_companies(paper.event.id, by=None)
    with transaction() as session:
        session.query(WishNumber).filter_by(registration_id=late.id).delete()
    number_companies(paper.event.id, by=None)

    firms = [paper.alpha, paper.beta, *paper.hosts]
    assert first == [(number, firm.id) for number, firm in enumerate(firms, 1)]
    assert given == 1
    assert db.session.scalar(select(WishNumber.number).where(WishNumber.registration_id == late.id)) == 7


def test_a_line_becomes_wishes_with_their_priority_and_nevers(paper):
    port, quay, rail = (one.id for one in paper.hosts)

    answer, _ = paper.key("3!、４ −5")

    assert (answer.saved, answer.stands) == (True, "3!, 4, −5")
    assert kept(paper.alpha) == [
        (port, "wanted", "must", "paper"),
        (quay, "wanted", "want", "paper"),
        (rail, "never", None, "paper"),
    ]
    assert get_wish_list_entries([paper.alpha.id])[paper.alpha.id].by == "Ms Chamber"


def test_a_kept_line_can_be_changed_and_emptied(paper):
    paper.key("3!, 4, -5")
    changed, _ = paper.key("3, -4", seen=("3!, 4, −5", ""))
    then = kept(paper.alpha)
    emptied, _ = paper.key("", seen=("3, −4", ""))

    assert (changed.stands, emptied.stands, kept(paper.alpha)) == ("3, −4", "", [])
    assert [(kind, priority) for _, kind, priority, _ in then] == [("wanted", "want"), ("never", None)]


def test_lines_that_cannot_be_kept_change_nothing_and_the_others_are_kept(paper):
    with transaction():
        paper.hosts[2].state = "cancelled"

    wrong, good = paper.key("1, 2, 3, 5, 77, x, 7-9", "3!")

    assert (wrong.saved, wrong.text, kept(paper.alpha)) == (False, "1, 2, 3, 5, 77, x, 7-9", [])
    assert codes(wrong) == [
        ("range", "7-9"),
        ("unreadable", "x"),
        ("own", "1"),
        ("barred", "2"),
        ("gone", "5"),
        ("unknown", "77"),
    ]
    assert (good.saved, good.stands) == (True, "3!")


def test_a_line_that_somebody_else_changed_meanwhile_is_not_replaced_unseen(paper):
    paper.key("3")

    late, _ = paper.key("4", seen=("", ""))
    again, _ = paper.key("4", seen=("3", ""))

    assert (late.saved, codes(late)) == (False, [("changed", "3")])
    assert (again.saved, again.stands) == (True, "4")


def test_an_untouched_line_is_left_alone(paper):
    paper.key("3", "4")
    notes = db.session.query(Notice).filter_by(kind="wishes.keyed_in").count()

    answers = paper.key("3", "4", seen=("3", "4"))

    assert (answers, db.session.query(Notice).filter_by(kind="wishes.keyed_in").count()) == ([None, None], notes)


def test_what_a_firm_said_itself_is_neither_shown_nor_lost(paper):
    port, quay, _rail = paper.hosts
    set_preference(paper.alpha, port.id, "never", by=None)
    set_preference(paper.alpha, quay.id, "wanted", by=None)

    shown = paper.line_of(paper.alpha)
    paper.key("-3, 4!")
    with_both = paper.line_of(paper.alpha)
    paper.key("", seen=("4!, −3", ""))

    assert (shown, with_both) == ("", "4!, −3")
    assert kept(paper.alpha) == [(port.id, "never", None, "self"), (quay.id, "wanted", None, "self")]


def test_a_firm_that_says_the_same_later_shows_nobody_that_it_did_and_can_take_all_back(paper):
    paper.key("-3")

    set_preference(paper.alpha, paper.hosts[0].id, "never", by=None)
    line, both = paper.line_of(paper.alpha), kept(paper.alpha)
    delete_preference(paper.alpha, paper.hosts[0].id, "never", by=None)

    assert (line, [source for *_, source in both], kept(paper.alpha)) == ("−3", ["both"], [])


def test_wishes_become_requests_with_their_priority_musts_first(app):
    app.config["JOBS"] = "queue"
    paper = Paper("booking")
    paper.key("4, 3!")
    waiting = get_running_job(paper.event.id, "send_wants")

    sent = send_wants(paper.event.id)

    asked = db.session.execute(select(Meeting.asker_id, Meeting.priority).order_by(Meeting.id)).all()
    assert waiting is not None
    assert (sent, asked) == (2, [(paper.alpha.id, "must"), (paper.alpha.id, "want")])
    again, _ = paper.key("3!, 4, -5")
    assert (codes(again), again.stands) == ([("already", "3"), ("already", "4")], "−5")


@pytest.mark.parametrize("phase", ["draft", "closed"])
def test_nothing_is_keyed_in_where_the_phase_takes_no_wishes(app, phase):
    paper = Paper(phase)

    with pytest.raises(PhaseForbids):
        paper.key("3")
    assert kept(paper.alpha) == []


def test_the_number_of_a_merged_firm_means_the_one_that_stays_until_they_are_parted(paper):
    port, quay, _rail = paper.hosts
    house = paper.event.organisation_id

    made = merging.merge_companies(house, port.company_id, quay.company_id, by=None)
    merged, _ = paper.key("4")
    merging.undo_merge(house, made.id, by=None)

    assert (codes(merged), merged.stands) == ([], "3")
    numbers = db.session.execute(select(WishNumber.number, WishNumber.registration_id).order_by(WishNumber.number))
    assert numbers.all()[2:4] == [(3, port.id), (4, quay.id)]
