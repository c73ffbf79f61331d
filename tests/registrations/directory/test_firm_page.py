"""The page of a firm, as partners see it."""

from __future__ import annotations

import pytest

from app.core.db import db, transaction
from app.meetings import services as meetings
from app.registrations.models import Registration
from app.registrations.queries.access import list_company_users
from app.registrations.services import consents
from tests import factories
from tests.registrations.directory.looking import NAMES, firm_named


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
    return f"/events/{firm.event.slug}/companies/{firm.id}"


def allow_contacts(firm: Registration) -> None:
    consents.save_consents(firm, {"contacts": True}, language="en")


def meet(event, one: Registration, other: Registration, *, accept: bool) -> None:
    asked = meetings.request_meeting(event.id, one.id, other.id, by=None)
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

    consents.withdraw_consents(port, "contacts", people=[port.representatives[0].id], by=None)

    assert not contacts_shown(reader.get(firm_url(port)))


def test_who_runs_the_event_sees_the_contacts(client, event, port):
    organizer = factories.member(event.organisation, "organizer")

    assert contacts_shown(client.as_user(organizer).get(firm_url(port)))


def test_what_is_in_another_language_says_so(reader, port):
    page = reader.get(firm_url(port))

    assert '<span lang="zh-Hans">内河港口</span>' in page.text
    assert "(in Chinese only)" in page.text
    assert 'href="https://x.cn"' in page.text


def test_from_the_page_one_asks_saves_and_says_never(reader, event, port):
    own = db.session.query(Registration).filter(Registration.id != port.id, Registration.event_id == event.id).one()
    page = reader.get(firm_url(port))
    never = f"/events/{event.slug}/companies/{own.id}/suggestions/{port.id}/never"

    answer = reader.post(f"{never}?back=firm")

    assert f"/companies/{own.id}/ask/{port.id}" in page.text
    assert answer.location == firm_url(port)
    assert "You marked this firm as “never”" in reader.get(firm_url(port)).text
    assert reader.post(f"{never}/undo?back=firm").location == firm_url(port)


def test_a_firm_that_is_not_approved_is_seen_by_its_own_side_alone(reader, client, event):
    draft = firm_named(event, "Draft", state="draft", users=[factories.user()])
    own = list_company_users(draft)[0]

    assert reader.get(firm_url(draft)).status_code == 404
    assert "Others do not see this page yet" in client.as_user(own).get(firm_url(draft)).text
