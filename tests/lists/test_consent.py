"""Who may stand in a list: the matrix of purposes and words."""

from dataclasses import replace
from itertools import product

import pytest

from app.lists.consent import (
    LEFT_OUT_REASONS,
    LedgerWord,
    ListPurpose,
    ListUse,
    ListVerdict,
    RowConsents,
    card_refusal,
    judge_row,
    public_refusal,
)

ALL_YES = RowConsents(LedgerWord.YES, "self", LedgerWord.YES, LedgerWord.YES, LedgerWord.YES)
AT_HOME, ABROAD = ListUse(ListPurpose.HANDOVER, abroad=False), ListUse(ListPurpose.HANDOVER, abroad=True)
NOT_YES = (LedgerWord.NO, LedgerWord.WITHDRAWN, LedgerWord.NOT_ASKED)


def everything_said() -> list[RowConsents]:
    return [
        RowConsents(listed, "", abroad, contacts, person)
        for listed, abroad, contacts, person in product(LedgerWord, repeat=4)
    ]


def test_running_the_event_needs_every_row_whole():
    verdicts = {judge_row(said, ListUse(ListPurpose.RUNNING)) for said in everything_said()}

    assert verdicts == {ListVerdict("", contacts=True, inner=True)}


def test_a_hand_over_shows_whoever_agreed_to_everything_but_what_the_event_alone_needs():
    assert judge_row(ALL_YES, AT_HOME) == ListVerdict("", contacts=True, inner=False)
    assert judge_row(ALL_YES, ABROAD) == ListVerdict("", contacts=True, inner=False)


def test_nothing_said_is_not_asked_and_left_out():
    assert judge_row(RowConsents(), AT_HOME).reason == judge_row(RowConsents(), ABROAD).reason == "list_not_asked"


@pytest.mark.parametrize("word", NOT_YES)
def test_without_the_firms_word_for_the_list_it_is_left_out(word):
    assert judge_row(replace(ALL_YES, attendee_list=word), AT_HOME).reason == f"list_{word}"


@pytest.mark.parametrize("word", NOT_YES)
def test_without_the_firms_word_for_the_border_it_stays_at_home(word):
    said = replace(ALL_YES, company_abroad=word)

    assert (judge_row(said, AT_HOME).reason, judge_row(said, ABROAD).reason) == ("", f"abroad_{word}")


@pytest.mark.parametrize("word", [LedgerWord.NO, LedgerWord.WITHDRAWN])
def test_a_person_who_refused_to_cross_the_border_stays_at_home_but_not_its_firm(word):
    said = replace(ALL_YES, person_abroad=word)

    assert (judge_row(said, AT_HOME).reason, judge_row(said, ABROAD).reason) == ("", f"person_abroad_{word}")


@pytest.mark.parametrize("word", NOT_YES)
def test_contacts_need_the_persons_own_word(word):
    assert judge_row(replace(ALL_YES, contacts=word), AT_HOME) == ListVerdict("", contacts=False, inner=False)


def test_contacts_of_a_person_never_asked_about_the_border_stay_at_home():
    said = replace(ALL_YES, person_abroad=LedgerWord.NOT_ASKED)

    assert (judge_row(said, AT_HOME).contacts, judge_row(said, ABROAD)) == (
        True,
        ListVerdict("", contacts=False, inner=False),
    )


@pytest.mark.parametrize("use", [AT_HOME, ABROAD])
def test_every_reason_is_known_and_no_row_leaves_without_the_firms_yes(use):
    said_by_anybody = [replace(said, person_listed=own) for said, own in product(everything_said(), LedgerWord)]
    verdicts = [(said, judge_row(said, use)) for said in said_by_anybody]

    leaving = [said for said, verdict in verdicts if not verdict.reason]
    assert {verdict.reason for _, verdict in verdicts} <= {"", *LEFT_OUT_REASONS}
    assert {said.attendee_list for said in leaving} == {LedgerWord.YES}
    assert not use.abroad or {said.company_abroad for said in leaving} == {LedgerWord.YES}


def test_a_card_needs_somebody_to_reach_and_the_persons_own_word():
    shown, kept_back = ListVerdict(contacts=True), ListVerdict(contacts=False)

    assert card_refusal(ALL_YES, shown, reachable=True) == ""
    assert card_refusal(ALL_YES, shown, reachable=False) == "contacts_none"
    assert card_refusal(replace(ALL_YES, person_abroad=LedgerWord.NO), kept_back, reachable=True) == "abroad_no"
    for word in NOT_YES:
        assert card_refusal(replace(ALL_YES, contacts=word), shown, reachable=True) == f"contacts_{word}"


def test_a_catalogue_that_is_handed_over_needs_the_firms_word_to_the_public():
    assert [public_refusal(word, AT_HOME) for word in (LedgerWord.YES, *NOT_YES)] == [
        "",
        "public_no",
        "public_withdrawn",
        "public_not_asked",
    ]
    assert {public_refusal(word, ListUse(ListPurpose.RUNNING)) for word in LedgerWord} == {""}


def test_a_person_whom_nobody_asked_is_no_part_of_the_firms_row():
    assert judge_row(replace(ALL_YES, person_unasked=True), AT_HOME).reason == "person_not_asked"


@pytest.mark.parametrize("word", [LedgerWord.NO, LedgerWord.WITHDRAWN])
@pytest.mark.parametrize("use", [AT_HOME, ABROAD])
def test_a_person_who_refused_the_list_stays_out_but_not_its_firm(use, word):
    verdict = judge_row(replace(ALL_YES, person_listed=word), use)

    assert (verdict.reason, verdict.company_alone) == (f"person_{word}", True)


@pytest.mark.parametrize("own", LedgerWord)
@pytest.mark.parametrize("use", [AT_HOME, ABROAD])
def test_a_persons_word_to_the_list_brings_nobody_in(use, own):
    for said in everything_said():
        reason = judge_row(said, use).reason

        assert not reason or judge_row(replace(said, person_listed=own), use).reason
