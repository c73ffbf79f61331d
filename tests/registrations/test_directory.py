"""The companies of an event: found in any spelling, filtered, a page at a time; each as the others see it."""

from __future__ import annotations

import pytest
from sqlalchemy import event as listening

from app.accounts.permissions import Role
from app.companies.search import searchable
from app.db import db, transaction
from app.meetings import services as meetings
from app.registrations.models import Registration
from app.registrations.queries.joins import users_of
from app.registrations.services import consents
from tests import factories
from tests.support.pages import read

NAMES = (
    ("Chongqing Port Co.,Ltd.", "重庆港股份有限公司"),
    ("YCH Group Pte Ltd", "叶水福集团"),
    ("Bok Seng Logistics Pte Ltd", None),
    ("Société Générale", None),
)


def firm_named(event, name: str, name_zh: str | None = None, **values) -> Registration:
    told = {"name_zh": name_zh, **values.pop("company_values", {})}
    made = factories.firm(event, name=name, company_values=told, **values)
    with transaction():
        assert made.company is not None
        made.company.folded = searchable(name, name_zh)
    return made


@pytest.fixture
def event(app):
    return factories.event(phase="booking")


@pytest.fixture
def reader(client, event):
    own = firm_named(event, "Reader Pte Ltd", users=[factories.user()])
    return client.as_user(users_of(own)[0])


def at(event, **query: str) -> str:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/events/{event.slug}/firms?{asked}"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ych", "YCH Group"),
        ("Y.C.H. Group", "YCH Group"),
        ("yeshuifu", "YCH Group"),
        ("葉水福", "YCH Group"),
        ("societe generale", "Société Générale"),
        ("重慶港", "Chongqing Port"),
        ("bok seng pte ltd", "Bok Seng"),
        ("ＢＯＫ　ＳＥＮＧ", "Bok Seng"),
        ("bok seng bank", "Bok Seng"),
    ],
)
def test_a_firm_is_found_in_any_spelling_or_script(reader, event, typed, name):
    for one, other in NAMES:
        firm_named(event, one, other)

    page = reader.get(at(event, q=typed))

    assert page.text.count('<th scope="row">') == 1
    assert name in page.text


def test_a_sector_is_found_with_all_below_it_by_what_firms_do_or_seek(reader, event):
    firm_named(event, "Warehouse", company_values={"sectors": {"is_in": ["5210"]}})
    firm_named(event, "Carrier", company_values={"sectors": {"offers": ["4923"]}})
    firm_named(event, "Customer", company_values={"sectors": {"seeks": ["5210"]}})

    def found(**query: str) -> set[str]:
        text = reader.get(at(event, **query)).text
        return {name for name in ("Warehouse", "Carrier", "Customer") if f">{name}</a>" in text}

    assert found(sector="H") == {"Warehouse", "Carrier"}
    assert found(sector="52") == {"Warehouse"}
    assert found(sector="52", side="seeks") == {"Customer"}
    assert found(sector="ZZ") == {"Warehouse", "Carrier", "Customer"}


def test_side_and_certificate_narrow(reader, event):
    firm_named(event, "Holder", side="Chongqing", company_values={"holds": ["iso_9001"]})
    firm_named(event, "Needer", side="Chongqing", company_values={"needs": ["iso_9001"]})
    chongqing = str(factories.group(event, "Chongqing").id)

    by_side, by_certificate = (
        reader.get(at(event, group=chongqing)).text,
        reader.get(at(event, certificate="iso_9001")).text,
    )

    assert (">Holder<" in by_side, ">Needer<" in by_side, ">Reader Pte Ltd<" in by_side) == (True, True, False)
    assert (">Holder<" in by_certificate, ">Needer<" in by_certificate) == (True, False)


def test_only_approved_firms_and_no_guests_are_listed(reader, event):
    for state in ("invited", "draft", "submitted", "waiting", "rejected", "cancelled"):
        firm_named(event, f"Not {state}", state=state)
    factories.guest(event)
    firm_named(factories.event(), "Elsewhere")

    page = reader.get(at(event))

    assert page.text.count('<th scope="row">') == 1


def test_chinese_names_stand_by_pinyin_for_chinese_readers(reader, event):
    for name, name_zh in (("A", "重庆港"), ("B", "叶水福"), ("C", "博生")):
        firm_named(event, name, name_zh)

    text = reader.get(at(event, lang="zh")).text

    assert text.index("博生") < text.index("重庆港") < text.index("叶水福")


def test_fifty_stand_on_a_page_and_the_filters_stay(reader, event):
    for number in range(60):
        firm_named(event, f"Port {number:02d}")

    first, second = reader.get(at(event, q="port")), reader.get(at(event, q="port", page="2"))

    assert "q=port" in first.text
    assert "page=2" in first.text
    assert (first.text.count('<th scope="row">'), second.text.count('<th scope="row">')) == (50, 10)
    assert reader.get(at(event, page="x")).status_code == 200
    assert reader.get(at(event, page="99")).text.count('<th scope="row">') == 11


def test_the_list_costs_the_same_queries_for_one_and_for_thirty(reader, event):
    def queries() -> int:
        counted: list[str] = []
        listen = lambda *given: counted.append(given[2])  # noqa: E731
        path = at(event)
        listening.listen(db.engine, "before_cursor_execute", listen)
        reader.get(path)
        listening.remove(db.engine, "before_cursor_execute", listen)
        return len(counted)

    one = queries()
    for number in range(30):
        firm_named(event, f"Port {number}", company_values={"sectors": {"is_in": ["5210"], "seeks": ["5224"]}})

    assert queries() == one


# the firm's page


@pytest.fixture
def port(event):
    made = firm_named(
        event, *NAMES[0], side="Chongqing", people=0, company_values={"about_zh": "内河港口", "website": "x.cn"}
    )
    factories.representative(made, display_name="Mr Wang", email="wang@example.org", phone="+86 1", wechat="wang-wx")
    return made


def contacts_shown(page) -> bool:
    return "wang@example.org" in page.text or "+86 1" in page.text or "wang-wx" in page.text


def firm_url(firm: Registration) -> str:
    return f"/events/{firm.event.slug}/firms/{firm.id}"


def allow_contacts(firm: Registration) -> None:
    consents.record(firm, {"contacts": True}, language="en")


def meet(event, one: Registration, other: Registration, *, accept: bool) -> None:
    asked = meetings.ask(event.id, one.id, other.id, by=None)
    if accept:
        meetings.accept(asked, other.id, by=None)


@pytest.mark.parametrize(
    ("rule", "consent", "met", "shown"),
    [
        ("accepted", True, "accepted", True),
        ("accepted", True, "asked", False),
        ("accepted", True, "", False),
        ("accepted", False, "accepted", False),
        ("always", True, "", True),
        ("always", False, "", False),
        ("never", True, "accepted", False),
    ],
)
def test_contacts_show_as_the_event_rules_and_the_person_allows(reader, event, port, rule, consent, met, shown):
    own = db.session.query(Registration).filter(Registration.id != port.id, Registration.event_id == event.id).one()
    with transaction():
        event.contact_visibility = rule
    if consent:
        allow_contacts(port)
    if met:
        meet(event, own, port, accept=met == "accepted")

    page = reader.get(firm_url(port))

    assert "Mr Wang" in page.text
    assert contacts_shown(page) is shown


def test_a_partner_who_keeps_its_contacts_to_itself_is_said_to(reader, event, port):
    own = db.session.query(Registration).filter(Registration.id != port.id, Registration.event_id == event.id).one()
    with transaction():
        event.contact_visibility = "accepted"
    assert "once you both have accepted" in reader.get(firm_url(port)).text

    meet(event, own, port, accept=True)

    page = reader.get(firm_url(port)).text
    assert "does not share contacts" in page
    assert "once you both have accepted" not in page


def test_a_consent_taken_back_hides_the_contacts_again(reader, event, port):
    with transaction():
        event.contact_visibility = "always"
    allow_contacts(port)

    consents.withdraw(port, "contacts", people=[port.representatives[0].id], by=None)

    assert not contacts_shown(reader.get(firm_url(port)))


def test_who_runs_the_event_sees_the_contacts(client, event, port):
    organizer = factories.member(event.organisation, "organizer")

    assert contacts_shown(client.as_user(organizer).get(firm_url(port)))


def test_what_is_in_another_language_says_so(reader, port):
    page = reader.get(firm_url(port))

    assert '<span lang="zh-Hans">内河港口</span>' in page.text
    assert "(in Chinese)" in page.text
    assert 'href="https://x.cn"' in page.text


def test_from_the_page_one_asks_saves_and_says_never(reader, event, port):
    own = db.session.query(Registration).filter(Registration.id != port.id, Registration.event_id == event.id).one()
    page = reader.get(firm_url(port))
    never = f"/events/{event.slug}/firms/{own.id}/suggestions/{port.id}/never"

    answer = reader.post(f"{never}?back=firm")

    assert f"/firms/{own.id}/ask/{port.id}" in page.text
    assert answer.location == firm_url(port)
    assert "You marked this firm as “never”" in reader.get(firm_url(port)).text
    assert reader.post(f"{never}/undo?back=firm").location == firm_url(port)


def test_a_firm_that_is_not_approved_is_seen_by_its_own_side_alone(reader, client, event):
    draft = firm_named(event, "Draft", state="draft", users=[factories.user()])
    own = users_of(draft)[0]

    assert reader.get(firm_url(draft)).status_code == 404
    assert "Others do not see this page yet" in client.as_user(own).get(firm_url(draft)).text


def test_two_sectors_are_named_in_one_cell_and_the_others_counted(reader, event):
    codes = ["5210", "5221", "5224", "5229", "5310"]
    firm_named(event, "Warehouse Pte Ltd", company_values={"sectors": {"is_in": codes}})

    page = reader.get(at(event)).text

    cell = page.partition("Warehouse Pte Ltd")[2].partition('data-label="Does">')[2].partition("</td>")[0].strip()
    assert cell.startswith('<span class="q-brief">')
    assert "(5221)" in cell
    assert "(5224)" not in cell
    assert "+3" in cell


@pytest.mark.parametrize(("typed", "told"), [("有限公司", True), ("pte ltd", True), ("重庆港", False)])
def test_a_search_for_a_legal_form_alone_is_told_to_say_more(reader, event, typed, told):
    firm_named(event, *NAMES[0])

    assert ("Search by what sets the firm apart" in reader.get(at(event, q=typed)).text) is told


def test_who_runs_the_event_or_brings_a_delegation_finds_the_directory_among_the_tabs(client, event):
    chamber = factories.organisation("Singapore chamber")
    factories.delegation(event, of=chamber)
    organizer = factories.member(event.organisation, Role.ORGANIZER)

    for user in (organizer, factories.member(chamber, Role.CHAMBER)):
        tabs = links_in(client.as_user(user).get(at(event)), ".q-nav")

        assert tabs["Companies"] == f"/events/{event.slug}/firms"


def test_a_company_finds_the_directory_from_its_home_and_its_suggestions(client, event):
    own = firm_named(event, "Reader Pte Ltd", users=[factories.user()])
    reader = client.as_user(users_of(own)[0])

    for page in ("home", "suggestions"):
        links = links_in(reader.get(f"/events/{event.slug}/firms/{own.id}/{page}"), "main")

        assert links["All firms"] == f"/events/{event.slug}/firms"


def links_in(page, part: str) -> dict[str, str | None]:
    """The links of a part of a page by their words."""
    (found,) = read(page).find(part)
    return {link.text: link.attributes.get("href") for link in found.find("a")}
