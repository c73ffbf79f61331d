"""Case 26: no condition on a field that the reader may not see changes what the reader is told.

One event in two versions, which differ in every value that is hidden from a reader and in nothing else. The reader asks
both the same: each column by each test, as an order, and each hidden value as a search. Both must answer the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import pytest
from sqlalchemy import select, update

from app.accounts.models import User
from app.accounts.permissions import Role
from app.companies.models import Company, CompanyCertificate, CompanyMarket, CompanySector
from app.companies.names.search import search_key
from app.core.db import transaction
from app.events.models import Event
from app.lists.allowed_columns import CHECK_IN_COLUMNS
from app.lists.columns import ListTerms, RowWriter, all_columns
from app.lists.queries.attendees import attendees, terms_of, with_own_columns
from app.lists.queries.listing import list_page
from app.lists.queries.matching_rows import ListReach, reach_of
from app.lists.rows import PROTOCOL
from app.lists.selection import (
    CONDITION_TESTS,
    LIST_USES,
    TESTS_WITHOUT_VALUE,
    AttendeeFilter,
    ColumnCondition,
    ListSelection,
)
from app.lists.services.files import left_out_companies
from app.registrations.models import Answer, Question, Registration, Representative
from app.registrations.services.consents import save_consents
from tests import factories
from tests.lists.fairs import YES
from tests.support.clients import Visitor
from tests.support.pages import read

SECTORS: Final = {1: "5210", 2: "6419"}
STANDARDS: Final = {1: "iso_9001", 2: "haccp"}
HIDDEN_FROM_THE_DESK: Final = frozenset(column.name for column in all_columns()) - set(CHECK_IN_COLUMNS)
SAID: Final = ("answer_size", "answer_shirt", "sheet_remarks")
"""Columns of the event's own."""
UNCHANGED: Final = frozenset(
    {"event", "delegation", "group", "category", "registration_state", "meetings_booked", "consent_list"}
)
"""Columns that no version changes: what an act changes, and not somebody's typing."""


@dataclass
class World:
    event: Event
    organizer: User
    desk: User
    chamber: User
    member: User
    firms: dict[str, Registration] = field(default_factory=dict)
    people: dict[str, Representative] = field(default_factory=dict)


def world() -> World:
    """Of the chamber's own side: Own. Of another: Shown agreed to all but contacts; Alone agreed and its only person
    was never asked; Mixed has besides one who was; Refused said no; Draft agreed to all and is not approved."""
    host, brings, others = (factories.organisation() for _ in range(3))
    event = factories.event("fair", run_by=host, directory="public")
    own, other = (
        factories.delegation(event, of=brings, name="Own"),
        factories.delegation(event, of=others, name="Other"),
    )
    member = factories.user("Member")
    made = World(
        event,
        factories.member(host, Role.ORGANIZER),
        factories.event_role(event, Role.DESK),
        factories.member(brings, Role.CHAMBER),
        member,
    )
    with transaction() as session:
        for key, subject in (("size", "firm"), ("shirt", "person")):
            session.add(Question(event_id=event.id, key=key, kind="text", subject=subject, label_en=key))
    firms: dict[str, dict[str, Any]] = {
        "Own": {"delegation_id": own.id, "users": [member]},
        "Shown": {"delegation_id": other.id},
        "Mixed": {"delegation_id": other.id},
        "Alone": {"delegation_id": other.id},
        "Refused": {"delegation_id": other.id},
        "Draft": {"delegation_id": other.id, "state": "draft"},
    }
    for name, values in firms.items():
        firm = factories.firm(event, name=f"{name} Pte Ltd", people=0, **values)
        made.firms[name] = firm
        if name != "Alone":
            made.people[name] = factories.representative(firm, display_name=f"{name} Person")
        said = {"Shown": {"contacts": False}, "Refused": {"attendee_list": False, "public_directory": False}}
        save_consents(firm, {**YES, **said.get(name, {})}, language="en")
    for name in ("Mixed", "Alone"):
        made.people[f"{name} unasked"] = factories.representative(made.firms[name], display_name=f"Late at {name}")
    return made


def person_says(person: Representative, version: int, *, names: bool) -> None:
    """All that is kept of a person, in this version; without ``names`` only what a hand-over hides of whom it names."""
    word = f"{person.id}x{version}"
    values: dict[str, Any] = {
        "email": f"mail{word}@x.example",
        "phone": f"+65 612{version} 45{person.id:02}",
        "wechat": f"wx{word}",
        "dietary": f"diet{word}",
        "vip": version == 1,
        "checked_in_at": dt.datetime(2027, 3, version, tzinfo=dt.UTC),
    }
    if names:
        values |= {
            "display_name": f"Name{word}",
            "salutation": f"Salutation{word}",
            "family_name": f"Family{word}",
            "given_name": f"Given{word}",
            "name_zh": f"{'王李'[version - 1]}{person.id}",
            "title": f"Title{word}",
            "title_zh": f"{'经理'[version - 1]}{person.id}",
            "languages": [["en"], ["fr"]][version - 1],
        }
    with transaction() as session:
        session.execute(update(Representative).where(Representative.id == person.id).values(**values))
        answers(session, person.event_id, "shirt", word, representative_id=person.id)


def answers(session: Any, event_id: int, key: str, word: str, **of: int) -> None:
    question = session.scalars(select(Question.id).where(Question.event_id == event_id, Question.key == key)).one()
    known = session.scalars(select(Answer).filter_by(question_id=question, **of)).one_or_none()
    if known is None:
        known = Answer(event_id=event_id, question_id=question, **of)
        session.add(known)
    known.value = f"{key}{word}"


def codes_of(firm: Registration, version: int) -> dict[str, str]:
    """The codes of its register, which no list shows."""
    return {name: f"{name}{firm.id}x{version}" for name in ("uen", "uscc", "stock_code")}


def firm_says(firm: Registration, version: int, *, names: bool = False, profile: bool = True) -> None:
    """All that is kept of a firm; without its ``profile`` only what no list of others and no page shows."""
    word = f"{firm.id}x{version}"
    with transaction() as session:
        company = session.get_one(Company, firm.company_id)
        registration = session.get_one(Registration, firm.id)
        registration.answers = {"remarks": f"remark{word}"}
        answers(session, firm.event_id, "size", word, registration_id=firm.id)
        for name, value in codes_of(firm, version).items():
            setattr(company, name, value)
        if names:
            company.name, company.name_zh = f"Kanary{'abc'[version]} {firm.id}", f"{'金银'[version - 1]}{firm.id}"
            company.folded = search_key(company.name, company.name_zh)
        if not profile:
            return
        company.country, company.city = ["SG", "MY"][version - 1], f"City{word}"
        company.website, company.employees = f"www.{word}.example", ["1-9", "10-49"][version - 1]
        company.offers_en, company.seeks_en = f"Offers{word}", f"Seeks{word}"
        registration.rank, registration.languages = version, [["en"], ["fr"]][version - 1]
        registration.needs_interpreter = version == 1
        registration.submitted_at = dt.datetime(2027, 1, version, tzinfo=dt.UTC)
        for kind in ("is_in", "offers", "seeks"):
            again(session, CompanySector, company.id, kind=kind, code=SECTORS[version])
        for kind in ("holds", "needs"):
            again(session, CompanyCertificate, company.id, kind=kind, standard=STANDARDS[version])
        session.query(CompanyMarket).filter_by(company_id=company.id).delete()
        session.add(CompanyMarket(company_id=company.id, country=["FR", "DE"][version - 1]))


def again(session: Any, table: Any, company_id: int, *, kind: str, **values: str) -> None:
    session.query(table).filter_by(company_id=company_id, kind=kind).delete()
    session.add(table(company_id=company_id, kind=kind, **values))


def hidden_from_the_chamber(of: World, version: int) -> None:
    """What a hand-over shows a chamber of no firm of another side, and all of who does not stand in it."""
    firm_says(of.firms["Draft"], version, names=True)
    firm_says(of.firms["Refused"], version)
    for name in ("Shown", "Mixed", "Alone"):
        firm_says(of.firms[name], version, profile=False)
    for name, person in of.people.items():
        if name not in ("Own", "Shown", "Mixed"):
            person_says(person, version, names=True)
    person_says(of.people["Shown"], version, names=False)


def hidden_from_the_desk(of: World, version: int) -> None:
    """What nobody at the door needs, of every firm."""
    for firm in of.firms.values():
        firm_says(firm, version)
        with transaction() as session:  # what the desk does see
            kept = {"needs_interpreter": None, "rank": 1, "languages": ["en"]}
            session.execute(update(Registration).where(Registration.id == firm.id).values(**kept))
            place = {"country": "SG", "city": "Singapore"}
            session.execute(update(Company).where(Company.id == firm.company_id).values(**place))
    for person in of.people.values():
        person_says(person, version, names=False)
        with transaction() as session:
            kept = {"checked_in_at": None, "vip": False}
            session.execute(update(Representative).where(Representative.id == person.id).values(**kept))


def hidden_from_directories(of: World, version: int, *, public: bool) -> None:
    """What no directory shows: drafts, people, codes of registers; in the ``public`` one who did not agree to it, and
    how large a firm is and where it exports to."""
    for name, firm in of.firms.items():
        firm_says(firm, version, names=name == "Draft", profile=name == "Draft" or (public and name == "Refused"))
        if public:
            with transaction() as session:
                session.get_one(Company, firm.company_id).employees = ["1-9", "10-49"][version - 1]
                session.query(CompanyMarket).filter_by(company_id=firm.company_id).delete()
                session.add(CompanyMarket(company_id=firm.company_id, country=["FR", "DE"][version - 1]))
    for person in of.people.values():
        person_says(person, version, names=True)


READERS: Final = [
    ("chamber", "abroad", hidden_from_the_chamber),
    ("chamber", "running", hidden_from_the_chamber),
    ("desk", "running", hidden_from_the_desk),
    ("desk of a chamber", "home", hidden_from_the_chamber),
]


def reach_in(here: World, reader: str) -> ListReach:
    roles = {"chamber": {Role.CHAMBER}, "desk": {Role.DESK}, "desk of a chamber": {Role.DESK, Role.CHAMBER}}
    user = here.desk if reader == "desk" else here.chamber
    return reach_of(user.id, here.event, frozenset(roles.get(reader, {Role.ORGANIZER})))


def told(selection: ListSelection, reach: ListReach, terms: ListTerms) -> tuple[Any, ...]:
    """All that a page, its counts, the page of who is left out, and a file tell of a list."""
    mine = reach.part_of(with_own_columns(selection, reach.event_id))
    page, found = list_page(mine, reach, 1, terms), attendees(mine, reach, terms)
    writer = RowWriter(mine.columns, terms)
    return (
        [(one.row.company.registration_id, one.row.person_id, writer.cells(one.row, one.verdict)) for one in page.page],
        [(one.row.company.registration_id, one.row.person_id) for one in found.listed],
        (page.page.total, dict(page.left_out), page.without_contacts, dict(page.states)),
        [(one.row.company.registration_id, one.verdict.reason, rows) for one, rows in left_out_companies(found)],
        len(found.left_out),
    )


def values_of(here: World, terms: ListTerms) -> dict[str, set[str]]:
    """What stands in each column in this version, as who runs the event reads it."""
    everything = ListSelection(use=LIST_USES["running"])
    mine = with_own_columns(everything, here.event.id)
    writer = RowWriter(mine.columns, terms)
    found: dict[str, set[str]] = {column.name: set() for column in mine.columns}
    for one in attendees(mine, ListReach(here.event.id), terms).listed:
        for column, cell in zip(mine.columns, writer.cells(one.row, one.verdict), strict=True):
            found[column.name].add(str(cell or ""))
    return found


def questions(use: str, values: dict[str, set[str]]) -> Iterator[ListSelection]:
    """Each column by each test of a value that it holds in one of the versions alone, and each as an order; each such
    value as a search; each sector and state."""
    typed = set()
    for name, all_values in values.items():
        if name.startswith("sector_") and name[-1] not in "HK":  # those that the versions change
            continue
        here = sorted(all_values)
        typed |= {one for one in here if len(one) <= 100}
        for test in CONDITION_TESTS:
            for value in [""] if test in TESTS_WITHOUT_VALUE else here:
                yield ListSelection(
                    use=LIST_USES[use], filter=AttendeeFilter(where=(ColumnCondition(name, test, value),))
                )
        yield ListSelection(use=LIST_USES[use], order=name)
    yield from (ListSelection(use=LIST_USES[use], order=order) for order in (PROTOCOL, f"-{PROTOCOL}"))
    yield from (
        ListSelection(use=LIST_USES[use], filter=AttendeeFilter(search=one)) for one in sorted(typed | {"Name", "mail"})
    )
    yield from (
        ListSelection(use=LIST_USES[use], filter=AttendeeFilter(sector=code)) for code in ("H", "K", *SECTORS.values())
    )
    yield from (
        ListSelection(use=LIST_USES[use], filter=AttendeeFilter(states=(one,))) for one in ("draft", "approved")
    )


@pytest.mark.full
@pytest.mark.parametrize(("reader", "use", "change"), READERS, ids=lambda each: getattr(each, "__name__", each))
def test_case_26_a_list_answers_the_same_whatever_stands_in_what_its_reader_may_not_see(
    app: Any, reader: str, use: str, change: Callable[[World, int], None]
) -> None:
    here = world()
    reach, terms = reach_in(here, reader), terms_of(here.event, "en")
    shown = ListSelection(use=LIST_USES[use])
    change(here, 1)
    first, seen = values_of(here, terms), told(shown, reach, terms)
    change(here, 2)
    values = {name: first[name] ^ here_now for name, here_now in values_of(here, terms).items()}
    codes = [one for firm in here.firms.values() for version in (1, 2) for one in codes_of(firm, version).values()]
    assert told(shown, reach, terms) == seen, "the two versions must look the same to this reader"
    changed = {name for name in values if values[name]}
    hidden = HIDDEN_FROM_THE_DESK if reader == "desk" else {column.name for column in all_columns()}
    tried = {name for name in hidden | set(SAID) if not name.startswith("sector_")} - UNCHANGED - {"checked_in_at"}
    assert tried <= changed

    asked = list(questions(use, values))
    asked += [ListSelection(use=LIST_USES[use], filter=AttendeeFilter(search=code)) for code in codes]
    second = [told(one, reach, terms) for one in asked]
    change(here, 1)
    again = [told(one, reach, terms) for one in asked]

    assert [one for one, was, is_now in zip(asked, again, second, strict=True) if was != is_now] == []


@pytest.mark.parametrize("public", [True, False])
def test_case_26_a_directory_answers_the_same_whatever_stands_in_what_it_does_not_show(
    app: Any, client: Visitor, public: bool
) -> None:
    here = world()
    page = "/events/fair/directory" if public else "/events/fair/companies"
    if not public:
        client.as_user(here.member)

    def answer(asked: dict[str, str]) -> tuple[int, list[str]]:
        got = client.get(page, query_string=asked)
        body = read(got).find("tbody")
        return got.status_code, [row.find("th")[0].text for row in body[0].find("tr")] if body else []

    hidden_from_directories(here, 1, public=public)
    terms, seen = terms_of(here.event, "en"), answer({})
    first = values_of(here, terms)
    hidden_from_directories(here, 2, public=public)
    values = {name: first[name] ^ here_now for name, here_now in values_of(here, terms).items()}
    assert (answer({}), seen[0], len(seen[1])) == (seen, 200, 4 if public else 5)

    typed = {one for each in values.values() for one in [*sorted(each)[:1], *sorted(each)[-1:]] if len(one) <= 100}
    typed |= {code for firm in here.firms.values() for code in codes_of(firm, 1).values()} | set(SECTORS.values())
    asked = [{"q": one} for one in sorted(typed)]
    asked += [{"sector": code, "side": side} for code in ("H", "K", *SECTORS.values()) for side in ("does", "seeks")]
    asked += [{"certificate": one} for one in STANDARDS.values()] + [{"market": one} for one in ("FR", "DE")]
    asked += [{"size": one} for one in ("1-9", "10-49")] + [{"country": one} for one in ("SG", "MY")]
    second = [answer(one) for one in asked]
    hidden_from_directories(here, 1, public=public)
    again = [answer(one) for one in asked]

    assert [one for one, was, is_now in zip(asked, again, second, strict=True) if was != is_now] == []
