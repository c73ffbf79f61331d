"""A consent in the sheet of a firm that is there already."""

from __future__ import annotations

from sqlalchemy import select

from app.core.db import db, transaction
from app.events.models import Event
from app.importing.consents import count_consents
from app.importing.queries.imports import get_plan
from app.lists.queries.matching_rows import ListReach, consent_columns, consents_of_row, rows_query
from app.lists.selection import ListSelection
from app.registrations.models import Consent, Delegation, Registration, Representative
from app.registrations.services.consents import save_consents
from tests.importing.batches import firms, imported, uploaded
from tests.sheets.workbooks import xlsx

HEAD = ("Company", "Contact", "E-mail", "Consent: attendee list")


DBS = ("DBS Group Holdings Ltd", "Tan Ah Kow", "tan@dbs.example.org", "Y")
KOH = ("D.B.S. Group Holdings Limited", "Susan Koh", "koh@dbs.example.org", "Y")


def words() -> list[tuple[str, bool, str, str | None]]:
    """Who said what, in the order of the ledger."""
    told = select(Representative.display_name, Consent.given, Consent.source, Consent.evidence).select_from(Consent)
    joined = told.outerjoin(Representative, Representative.id == Consent.representative_id).order_by(Consent.id)
    return [(name or "firm", given, source, evidence) for name, given, source, evidence in db.session.execute(joined)]


def say_itself(event: Event, firm: Registration, *, given: bool) -> None:
    with transaction() as session:
        session.add(
            Consent(
                event_id=event.id,
                registration_id=firm.id,
                purpose="attendee_list",
                given=given,
                text_version="2026-01",
                text_hash="",
                language="en",
                source="self",
            )
        )


def in_list(event: Event, name: str) -> str:
    reach = ListReach(event.id, None)
    chosen = rows_query(ListSelection(), reach, *consent_columns()).where(Representative.display_name == name)
    return str(consents_of_row(db.session.execute(chosen).one()).list_consent)


def test_a_yes_beside_a_new_person_of_a_firm_that_agreed_before_counts_with_its_source(
    event: Event, delegation: Delegation
) -> None:
    imported(event, delegation, xlsx(HEAD[:3], DBS[:3]))
    say_itself(event, firms(delegation)[0], given=True)
    imported(event, delegation, xlsx(HEAD, KOH))
    imported(event, delegation, xlsx(HEAD, KOH))

    assert words() == [
        ("firm", True, "self", None),
        ("Susan Koh", True, "sheet", "Firms, 2: Consent: attendee list"),
    ]
    assert in_list(event, "Susan Koh") == "yes"


def test_a_person_of_a_firm_that_agreed_before_whose_row_says_nothing_stays_unasked(
    event: Event, delegation: Delegation
) -> None:
    imported(event, delegation, xlsx(HEAD, DBS))
    imported(event, delegation, xlsx(HEAD, (*KOH[:3], "")))

    assert in_list(event, "Susan Koh") == "not_asked"
    assert in_list(event, "Tan Ah Kow") == "yes"


def test_a_yes_of_the_sheet_stands_below_the_no_of_the_firm_itself(event: Event, delegation: Delegation) -> None:
    imported(event, delegation, xlsx(HEAD[:3], DBS[:3]))
    say_itself(event, firms(delegation)[0], given=False)
    imported(event, delegation, xlsx(HEAD, KOH))

    assert words() == [("firm", False, "self", None)]
    assert in_list(event, "Susan Koh") == "no"


def test_a_yes_below_the_no_of_the_firm_itself_is_a_no_in_the_preview_and_the_row_says_so(
    event: Event, delegation: Delegation
) -> None:
    imported(event, delegation, xlsx(HEAD[:3], DBS[:3]))
    say_itself(event, firms(delegation)[0], given=False)

    plan = get_plan(uploaded(event, delegation, xlsx(HEAD, DBS, KOH)))

    assert [(one.yes, one.no) for one in count_consents(plan)] == [(0, 1)]
    assert ["refused_before" in row.notes for row in plan.rows[1:]] == [True, True]


def test_a_yes_beside_a_no_of_an_earlier_sheet_still_counts(event: Event, delegation: Delegation) -> None:
    imported(event, delegation, xlsx(HEAD, (*DBS[:3], "N")))

    plan = get_plan(uploaded(event, delegation, xlsx(HEAD, DBS)))

    assert [(one.yes, one.no) for one in count_consents(plan)] == [(1, 0)]


def test_the_yes_of_a_new_firm_is_written_once(event: Event, delegation: Delegation) -> None:
    imported(event, delegation, xlsx(HEAD, DBS, KOH))

    assert [who for who, *_ in words()] == ["firm"]


def test_of_two_people_of_a_company_the_no_of_one_leaves_that_one_out_alone(
    event: Event, delegation: Delegation
) -> None:
    imported(event, delegation, xlsx(HEAD, DBS, (*KOH[:3], "N")))

    assert words() == [
        ("firm", True, "sheet", "Firms, 2: Consent: attendee list"),
        ("Susan Koh", False, "sheet", "Firms, 3: Consent: attendee list"),
    ]
    assert (in_list(event, "Tan Ah Kow"), in_list(event, "Susan Koh")) == ("yes", "no")


def test_a_second_sheet_with_the_no_of_one_person_leaves_the_company_as_it_agreed(
    event: Event, delegation: Delegation
) -> None:
    imported(event, delegation, xlsx(HEAD, DBS, (*KOH[:3], None)))
    imported(event, delegation, xlsx(HEAD, (*KOH[:3], "N")))

    assert [(who, given) for who, given, *_ in words()] == [("firm", True), ("Susan Koh", False)]
    assert (in_list(event, "Tan Ah Kow"), in_list(event, "Susan Koh")) == ("yes", "no")


def test_a_second_sheet_with_the_yes_of_one_person_brings_in_nobody_who_said_no(
    event: Event, delegation: Delegation
) -> None:
    imported(event, delegation, xlsx(HEAD, (*DBS[:3], "N"), (*KOH[:3], "N")))
    before = in_list(event, "Tan Ah Kow"), in_list(event, "Susan Koh")
    imported(event, delegation, xlsx(HEAD, KOH))

    assert before == ("no", "no")
    assert (in_list(event, "Tan Ah Kow"), in_list(event, "Susan Koh")) == ("no", "yes")


def test_a_second_sheet_in_which_everybody_says_no_is_the_no_of_the_company(
    event: Event, delegation: Delegation
) -> None:
    imported(event, delegation, xlsx(HEAD, DBS))
    imported(event, delegation, xlsx(HEAD, (*DBS[:3], "N")))

    assert [(who, given) for who, given, *_ in words()] == [("firm", True), ("firm", False), ("Tan Ah Kow", False)]


def test_the_no_that_somebody_said_themselves_stands_above_the_yes_of_a_sheet(
    event: Event, delegation: Delegation
) -> None:
    imported(event, delegation, xlsx(HEAD, DBS, (*KOH[:3], None)))
    (firm,) = firms(delegation)
    koh = next(one for one in firm.representatives if one.display_name == "Susan Koh")
    save_consents(firm, {"attendee_list": False}, language="en", people=[koh.id], for_company=False)

    plan = get_plan(uploaded(event, delegation, xlsx(HEAD, DBS, KOH)))
    imported(event, delegation, xlsx(HEAD, DBS, KOH))

    assert ["refused_before" in row.notes for row in plan.rows[1:]] == [False, True]
    assert (in_list(event, "Tan Ah Kow"), in_list(event, "Susan Koh")) == ("yes", "no")


def test_the_no_of_a_guest_is_kept_once(event: Event, delegation: Delegation) -> None:
    head = ("Name", "Organisation", "Category", "Consent: attendee list")
    imported(event, delegation, xlsx(head, ("Ms Guest", "City office", "Press", "N")))

    assert [(who, given) for who, given, *_ in words()] == [("firm", False)]


def test_a_later_version_says_in_the_preview_which_consents_it_changes(event: Event, delegation: Delegation) -> None:
    head = ("Company", "Contact", "E-mail", "Consent: attendee list", "May we hand the list on abroad?")
    two = ("Kampong Foods Pte Ltd", "Siti Rahim", "siti@kampong.example.org")
    imported(event, delegation, xlsx(head, (*DBS, "Y"), (*two, "N", "")))

    plan = get_plan(uploaded(event, delegation, xlsx(head, (*DBS[:3], "N", "Y"), (*two, "Y", "Y"))))

    told = [[(one.old, one.new, one.person) for one in row.differences] for row in plan.rows if row.differences]
    assert told == [[(True, False, "")], [(False, True, ""), (None, True, "")]]


def test_the_preview_calls_no_consent_changed_that_the_firm_gave_itself(event: Event, delegation: Delegation) -> None:
    imported(event, delegation, xlsx(HEAD[:3], DBS[:3]))
    say_itself(event, firms(delegation)[0], given=True)

    plan = get_plan(uploaded(event, delegation, xlsx(HEAD, (*DBS[:3], "Y"))))

    assert all(row.differences == () for row in plan.rows)
