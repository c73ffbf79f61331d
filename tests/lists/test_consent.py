"""Who may stand in a list: the matrix of purposes and words."""

from dataclasses import replace
from itertools import product

import pytest

from app.lists.consent import REASONS, Purpose, Said, Use, Verdict, Word, judge, why_no_card, why_not_public

ALL_YES = Said(Word.YES, "self", Word.YES, Word.YES, Word.YES)
AT_HOME, ABROAD = Use(Purpose.HANDOVER, abroad=False), Use(Purpose.HANDOVER, abroad=True)
NOT_YES = (Word.NO, Word.WITHDRAWN, Word.NOT_ASKED)


def everything_said() -> list[Said]:
    return [Said(listed, "", abroad, contacts, person) for listed, abroad, contacts, person in product(Word, repeat=4)]


def test_running_the_event_needs_every_row_whole():
    verdicts = {judge(said, Use(Purpose.RUNNING)) for said in everything_said()}

    assert verdicts == {Verdict("", contacts=True, inner=True)}


def test_a_hand_over_shows_whoever_agreed_to_everything_but_what_the_event_alone_needs():
    assert judge(ALL_YES, AT_HOME) == Verdict("", contacts=True, inner=False)
    assert judge(ALL_YES, ABROAD) == Verdict("", contacts=True, inner=False)


def test_nothing_said_is_not_asked_and_left_out():
    assert judge(Said(), AT_HOME).reason == judge(Said(), ABROAD).reason == "list_not_asked"


@pytest.mark.parametrize("word", NOT_YES)
def test_without_the_firms_word_for_the_list_it_is_left_out(word):
    assert judge(replace(ALL_YES, attendee_list=word), AT_HOME).reason == f"list_{word}"


@pytest.mark.parametrize("word", NOT_YES)
def test_without_the_firms_word_for_the_border_it_stays_at_home(word):
    said = replace(ALL_YES, firm_abroad=word)

    assert (judge(said, AT_HOME).reason, judge(said, ABROAD).reason) == ("", f"abroad_{word}")


@pytest.mark.parametrize("word", [Word.NO, Word.WITHDRAWN])
def test_a_person_who_refused_to_cross_the_border_stays_at_home_but_not_its_firm(word):
    said = replace(ALL_YES, person_abroad=word)

    assert (judge(said, AT_HOME).reason, judge(said, ABROAD).reason) == ("", f"person_abroad_{word}")


@pytest.mark.parametrize("word", NOT_YES)
def test_contacts_need_the_persons_own_word(word):
    assert judge(replace(ALL_YES, contacts=word), AT_HOME) == Verdict("", contacts=False, inner=False)


def test_contacts_of_a_person_never_asked_about_the_border_stay_at_home():
    said = replace(ALL_YES, person_abroad=Word.NOT_ASKED)

    assert (judge(said, AT_HOME).contacts, judge(said, ABROAD)) == (True, Verdict("", contacts=False, inner=False))


@pytest.mark.parametrize("use", [AT_HOME, ABROAD])
def test_every_reason_is_known_and_no_row_leaves_without_the_firms_yes(use):
    said_by_anybody = [replace(said, person_listed=own) for said, own in product(everything_said(), Word)]
    verdicts = [(said, judge(said, use)) for said in said_by_anybody]

    leaving = [said for said, verdict in verdicts if not verdict.reason]
    assert {verdict.reason for _, verdict in verdicts} <= {"", *REASONS}
    assert {said.attendee_list for said in leaving} == {Word.YES}
    assert not use.abroad or {said.firm_abroad for said in leaving} == {Word.YES}


def test_a_card_needs_somebody_to_reach_and_the_persons_own_word():
    shown, kept_back = Verdict(contacts=True), Verdict(contacts=False)

    assert why_no_card(ALL_YES, shown, reachable=True) == ""
    assert why_no_card(ALL_YES, shown, reachable=False) == "contacts_none"
    assert why_no_card(replace(ALL_YES, person_abroad=Word.NO), kept_back, reachable=True) == "abroad_no"
    for word in NOT_YES:
        assert why_no_card(replace(ALL_YES, contacts=word), shown, reachable=True) == f"contacts_{word}"


def test_a_catalogue_that_is_handed_over_needs_the_firms_word_to_the_public():
    assert [why_not_public(word, AT_HOME) for word in (Word.YES, *NOT_YES)] == [
        "",
        "public_no",
        "public_withdrawn",
        "public_not_asked",
    ]
    assert {why_not_public(word, Use(Purpose.RUNNING)) for word in Word} == {""}


def test_a_person_whom_nobody_asked_is_no_part_of_the_firms_row():
    assert judge(replace(ALL_YES, person_unasked=True), AT_HOME).reason == "person_not_asked"


@pytest.mark.parametrize("word", [Word.NO, Word.WITHDRAWN])
@pytest.mark.parametrize("use", [AT_HOME, ABROAD])
def test_a_person_who_refused_the_list_stays_out_but_not_its_firm(use, word):
    verdict = judge(replace(ALL_YES, person_listed=word), use)

    assert (verdict.reason, verdict.firm_alone) == (f"person_{word}", True)


@pytest.mark.parametrize("own", Word)
@pytest.mark.parametrize("use", [AT_HOME, ABROAD])
def test_a_persons_word_to_the_list_brings_nobody_in(use, own):
    for said in everything_said():
        reason = judge(said, use).reason

        assert not reason or judge(replace(said, person_listed=own), use).reason
