"""What a selection finds, for whom: the same rows on the page, in the counts and in the file."""

import datetime as dt

import pytest
from sqlalchemy import delete, update

from app.companies.models import Company
from app.core.db import now, transaction
from app.lists.consent import ListPurpose, ListUse
from app.lists.queries import publicity
from app.lists.queries.attendees import attendees, judged_rows
from app.lists.queries.listing import list_page
from app.lists.queries.matching_rows import ListReach, reach_of
from app.lists.selection import LIST_USES, SORTED_BY_DATABASE, AttendeeFilter, ListSelection
from app.registrations.models import Consent, Registration
from app.registrations.services import profiles
from app.registrations.services.consents import save_consents
from tests import factories
from tests.lists.fairs import YES, fair
from tests.support.queries import counted

RUNNING, ABROAD, HOME = LIST_USES["running"], LIST_USES["abroad"], LIST_USES["home"]


@pytest.fixture
def here(app):
    return fair()


def names(rows):
    return [one.row.company.name.split()[0] for one in rows]


def found(reach, use=RUNNING, order="", **wanted):
    return attendees(ListSelection(use=use, filter=AttendeeFilter(**wanted), order=order), reach)


def test_running_the_event_finds_every_firm_that_comes_by_delegation_and_rank(here):
    everything = found(ListReach(here.event.id))

    assert names(everything.listed) == ["Quiet", "Homely", "Refused", "Agreed", "Silent", "City", "Lone"]
    assert everything.left_out == []


def test_a_hand_over_finds_who_agreed_and_says_who_did_not(here):
    abroad, home = found(ListReach(here.event.id), ABROAD), found(ListReach(here.event.id), HOME)

    assert names(abroad.listed) == ["Quiet", "Agreed"]
    assert [(one.row.company.name.split()[0], one.verdict.reason) for one in abroad.left_out] == [
        *(("Homely", "abroad_no"), ("Refused", "list_no"), ("Silent", "list_not_asked"), ("City", "list_not_asked")),
        ("Lone", "list_not_asked"),
    ]
    assert names(home.listed) == ["Quiet", "Homely", "Agreed"]
    assert [one.verdict.contacts for one in home.listed] == [False, True, True]


def test_a_firm_that_goes_while_a_catalogue_is_read_is_not_in_it(here, monkeypatch):
    brief = factories.firm(here.event, name="Brief", people=0)

    def goes_meanwhile(*given):
        looked_at = judged_rows(*given)
        with transaction() as session:
            session.execute(delete(Registration).where(Registration.id == brief.id))
        return looked_at

    monkeypatch.setattr(publicity, "judged_rows", goes_meanwhile)
    read = publicity.catalogue_companies(
        publicity.catalogue_selection(ListSelection(use=ABROAD)), ListReach(here.event.id)
    )

    assert "Brief" in names(read.left_out)
    assert "Brief" not in names(read.listed)


def test_a_list_asked_for_again_finds_what_has_come_since(here):
    before = found(ListReach(here.event.id)), found(ListReach(here.event.id), search="harbour")
    factories.firm(here.event, name="Harbour Lights")
    after = found(ListReach(here.event.id)), found(ListReach(here.event.id), search="harbour")

    assert [len(one.listed) for one in after] == [len(one.listed) + 1 for one in before]


def test_a_chamber_runs_its_own_delegation_and_takes_home_what_others_agreed_to(here):
    reach = reach_of(here.chamber.id, here.event, frozenset({"chamber"}))

    assert names(found(reach).listed) == ["Agreed", "Silent"]
    assert names(found(reach, ABROAD).listed) == ["Quiet", "Agreed"]
    assert names(found(reach, delegation=str(here.other.id)).listed) == []


@pytest.mark.full
@pytest.mark.parametrize("few", [True, False])
def test_a_certificate_that_is_over_by_the_event_is_held_in_no_list(here, monkeypatch, few):
    firm = here.firms["Agreed"]
    for standard, day in (("ccc", "2020-01-31"), ("iso_9001", "2099-12-31"), ("aeo", None)):
        profiles.add_certificate(firm, standard, {"valid_until": day and dt.date.fromisoformat(day)}, by=None)
    monkeypatch.setattr("app.lists.queries.attendees.MOST_BY_NUMBER", 99 if few else 0)

    selection = ListSelection(use=ABROAD, names=("company", "certificates_held"))
    told = {
        one.row.company.name.split()[0]: one.row.company.holds
        for one in attendees(selection, ListReach(here.event.id)).listed
    }

    assert told == {"Agreed": ("aeo", "iso_9001"), "Quiet": ()}


def test_a_cancelled_firm_is_found_by_its_state_but_never_handed_on(here):
    reach = ListReach(here.event.id)

    assert names(found(reach, states=("cancelled",)).listed) == ["Hidden"]
    assert found(reach, HOME, states=("cancelled",)).listed == []


def test_the_newest_word_counts_and_a_withdrawn_one_is_none(here):
    reach = ListReach(here.event.id)
    save_consents(here.firms["Refused"], YES, language="en")
    with transaction() as session:
        session.execute(
            update(Consent)
            .where(Consent.registration_id == here.firms["Agreed"].id, Consent.purpose == "attendee_list")
            .values(withdrawn_at=now())
        )

    later = found(reach, HOME)

    assert names(later.listed) == ["Quiet", "Homely", "Refused"]
    assert ("Agreed", "list_withdrawn") in [
        (one.row.company.name.split()[0], one.verdict.reason) for one in later.left_out
    ]


def test_who_came_into_a_firm_after_its_word_is_not_handed_on_until_asked(here):
    reach, firm = ListReach(here.event.id), here.firms["Agreed"]
    newcomer = factories.representative(firm, display_name="New Comer")

    before = found(reach, HOME)

    assert [one.row.person.name for one in before.listed if one.row.company.name == "Agreed Pte Ltd"] == [
        "Agreed Person"
    ]
    assert [
        (one.row.person.name, one.verdict.reason) for one in before.left_out if one.row.company.name == "Agreed Pte Ltd"
    ] == [("New Comer", "person_not_asked")]
    assert len(list_page(ListSelection(use=HOME), reach, 1).page.items) == len(before.listed)

    save_consents(firm, {"contacts": False}, language="en", people=[newcomer.id])

    assert "New Comer" in [one.row.person.name for one in found(reach, HOME).listed]


def test_a_firm_that_agreed_but_whose_people_were_never_asked_stands_by_itself(here):
    reach = ListReach(here.event.id)
    firm = factories.firm(here.event, name="Newly Ltd", people=0)
    save_consents(firm, {"attendee_list": True, "cross_border": True}, language="en")
    for name in ("First Comer", "Second Comer"):
        factories.representative(firm, display_name=name)

    handed, page = found(reach, HOME), list_page(ListSelection(use=HOME), reach, 1)

    rows = [one for one in handed.listed if one.row.company.name == "Newly Ltd"]
    assert [(one.row.person, one.row.consents.list_consent.value, one.verdict.contacts) for one in rows] == [
        (None, "yes", False)
    ]
    gone = [one.row.person.name for one in handed.left_out if one.row.company.name == "Newly Ltd"]
    assert gone == ["First Comer", "Second Comer"]
    assert [one.row for one in page.page] == [one.row for one in handed.listed]
    assert page.left_out["person_not_asked"] == 2


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"states": ("draft",)}, ["Silent"]),
        ({"states": ("draft", "submitted")}, ["Silent", "Lone"]),
        ({"delegation": "none"}, ["City", "Lone"]),
        ({"category": "official"}, ["City"]),
        ({"sector": "H"}, ["Quiet", "Agreed"]),
        ({"sector": "52"}, ["Quiet", "Agreed"]),
        ({"sector": "5210"}, ["Agreed"]),
        ({"sector": "nonsense"}, []),
        ({"search": "quiet"}, ["Quiet"]),
        ({"search": "Homely Person"}, ["Homely"]),
        ({"search": "boss@lone.example"}, ["Lone"]),
        ({"search": "100%"}, []),
        ({"search": "%"}, []),
        ({"search": "5210 6419"}, ["Agreed", "Silent"]),
    ],
)
def test_each_filter_narrows_the_list(here, wanted, expected):
    assert names(found(ListReach(here.event.id), **wanted).listed) == expected


def test_group_and_delegation_filter_by_number(here):
    reach = ListReach(here.event.id)
    chongqing = factories.group(here.event, "Chongqing").id

    assert names(found(reach, group=chongqing).listed) == ["Lone"]
    assert names(found(reach, delegation=str(here.own.id)).listed) == ["Agreed", "Silent"]


def test_a_search_by_e_mail_finds_nobody_in_a_hand_over(here):
    assert found(ListReach(here.event.id), HOME, search="boss@quiet.example").listed == []


def test_a_firm_is_found_by_a_code_of_its_register(here):
    with transaction() as session:
        company = session.get_one(Company, here.firms["Lone"].company_id)
        company.uen = "201912345K"

    assert names(found(ListReach(here.event.id), search="201912345k").listed) == ["Lone"]


@pytest.mark.parametrize("use", [RUNNING, ABROAD, HOME])
@pytest.mark.parametrize("order", ["", *SORTED_BY_DATABASE, "-group", "company", "-representative", "protocol"])
def test_page_and_counts_agree_with_the_file(here, use, order):
    selection, reach = ListSelection(use=use, order=order), ListReach(here.event.id)

    page, whole = list_page(selection, reach, 1), attendees(selection, reach)

    assert [one.row for one in page.page] == [one.row for one in whole.listed]
    assert (page.page.total, page.missing) == (len(whole.listed), len(whole.left_out))
    assert page.without_contacts == sum(one.row.person is not None and not one.verdict.contacts for one in whole.listed)


@pytest.mark.full
def test_long_lists_come_in_pages_that_join_to_the_whole(here):
    agreed = [factories.firm(here.event, name=f"Firm {i:03}", people=2) for i in range(40)]
    for one in agreed:
        save_consents(one, YES, language="en")

    for use in (RUNNING, ABROAD):
        selection, reach = ListSelection(use=use), ListReach(here.event.id)
        first, second = list_page(selection, reach, 1).page, list_page(selection, reach, 99).page
        whole = attendees(selection, reach).listed
        assert [one.row for one in (*first, *second)] == [one.row for one in whole]
        assert (len(first), second.number) == (50, 2)


def test_a_person_of_two_firms_has_a_row_for_each_and_a_firm_without_people_one(here):
    bare = factories.firm(here.event, name="Bare Pte Ltd", people=0)
    save_consents(bare, YES, language="en")

    row = next(one for one in found(ListReach(here.event.id), ABROAD).listed if one.row.company.name == "Bare Pte Ltd")

    assert (row.row.person, row.verdict.reason) == (None, "")


def test_states_are_counted_within_reach(here):
    reach = reach_of(here.chamber.id, here.event, frozenset({"chamber"}))

    narrow = ListSelection(use=RUNNING, filter=AttendeeFilter(states=("draft",)))
    assert list_page(narrow, reach, 1).states == {"approved": 1, "draft": 1}
    assert list_page(narrow, ListReach(here.event.id), 1).states == {"approved": 5, "draft": 1, "submitted": 1}


def test_the_states_are_counted_of_what_the_other_filters_find(here):
    factories.guest(here.event, "press")
    factories.guest(here.event, "press", state="invited")
    press = ListSelection(use=RUNNING, filter=AttendeeFilter(category="press", states=("approved",)))
    found = list_page(press, ListReach(here.event.id), 1)

    assert (found.page.total, found.states) == (1, {"approved": 1, "invited": 1})


@pytest.mark.full
def test_a_list_costs_the_same_number_of_queries_at_any_length(here):
    selection, reach = ListSelection(use=ListUse(ListPurpose.HANDOVER, abroad=False)), ListReach(here.event.id)
    attendees(selection, reach)
    with counted() as few:
        attendees(selection, reach)
    for i in range(30):
        save_consents(factories.firm(here.event, name=f"More {i}"), YES, language="en")

    with counted() as many:
        attendees(selection, reach)

    assert len([one for one in many if one.startswith("SELECT")]) == len(few) == 6
