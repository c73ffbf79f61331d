"""The programme of a delegation as a PDF: cover, days, buses, each firm's meetings."""

from __future__ import annotations

import pytest

from app.accounts.permissions import Role
from app.core.db import db, transaction
from app.core.models import StoredFile
from app.delegations.services import delegations, visits
from app.delegations.services.visits import VisitDetails
from app.group_meetings import services as rounds
from app.meetings import services
from app.meetings.services.documents import render_programme
from app.meetings.views import delegations as views
from app.registrations.delegate_roles import DelegateRole
from tests import factories
from tests.documents.printed import looks_of, pages_of

PATH = "/events/day/delegations/{}/programme/pdf"


@pytest.fixture
def chamber(app):
    return factories.organisation("Singapore chamber")


@pytest.fixture
def delegation(app, chamber):
    """A bank that meets Changan at 09:30, with a tour at 11:00 in two buses, led by the bank's Ms Tan."""
    event = factories.event("day", name_en="Matching Day", name_zh="对接会")
    delegation = factories.delegation(event, of=chamber)
    named = {"name_zh": "星展银行"}
    bank = factories.firm(event, name="DBS Bank", delegation_id=delegation.id, people=0, company_values=named)
    tan = factories.representative(bank, display_name="Ms Tan", name_zh="陈女士")
    partner = factories.firm(event, "Chongqing", name="Changan", company_values={"name_zh": "长安汽车"})
    services.arrange(event.id, bank.id, partner.id, by=factories.user().id, slot_id=event.slots[0].id)
    delegations.assign_roles(delegation, {tan.id: DelegateRole.HEAD}, by=1)
    at = event.slots[3]
    tour = VisitDetails(
        label="Port tour",
        label_zh="参观港口",
        starts_at=at.starts_at,
        ends_at=at.ends_at,
        place="Gate 3",
        buses=["1", "2"],
    )
    visits.add_visit(delegation, tour, by=1)
    return delegation


@pytest.mark.parametrize(
    ("spoken", "said"),
    [
        ("en", ("Programme of the delegation 代表团日程", "Thursday 18 March 2032", "bus 1, 1 person", "Page 1 of 2")),
        ("zh", ("代表团日程 Programme of the delegation", "2032年3月18日", "1号车，1人", "第1页，共2页")),
        (
            "fr",
            ("Programme de la délégation 代表团日程", "jeudi 18 mars 2032", "autocar 1, 1 personne", "Page 1 sur 2"),
        ),
    ],
)
def test_it_holds_cover_days_buses_and_meetings_in_the_readers_language(app, delegation, spoken, said):
    with app.test_request_context():
        pdf = render_programme(delegation.event, delegation, spoken)

    cover, firms = pages_of(pdf)
    sides, _fonts, title, _made = looks_of(pdf)
    together = cover.replace(" ", "")
    assert [one for one in said if one.replace(" ", "") not in together] == []
    assert [one for one in ("Ms Tan", "Port tour", "参观港口") if one.replace(" ", "") not in together] == []
    there = firms.replace(" ", "")
    assert [
        one for one in ("DBS Bank", "星展银行", "Changan", "长安汽车", "A1") if one.replace(" ", "") not in there
    ] == []
    assert (sides, title) == ([595, 842], "Singapore delegation")


@pytest.mark.full
@pytest.mark.parametrize(("spoken", "word"), [("en", "Group meeting"), ("zh", "小组洽谈"), ("fr", "Réunion de groupe")])
def test_a_group_stands_under_its_topic_for_its_host_and_for_a_member_that_has_a_seat(app, delegation, spoken, word):
    event = delegation.event
    bank, port = (factories.firm(event, name=name, delegation_id=delegation.id) for name in ("OCBC", "PSA Port"))
    made = rounds.open_group_meeting(
        event.id, bank.id, topic="Cold chain 冷链", slot_id=event.slots[1].id, seats=2, is_open=True, by=None
    )
    rounds.take_group_seat(made, factories.firm(event, "Chongqing").id, by=None)
    other = factories.firm(event, "Chongqing", name="Hailong")
    theirs = rounds.open_group_meeting(
        event.id, other.id, topic="Dry ports", slot_id=event.slots[2].id, seats=2, is_open=True, by=None
    )
    rounds.take_group_seat(theirs, port.id, by=None)

    with app.test_request_context():
        firms = pages_of(render_programme(event, delegation, spoken))[-1]

    there = firms.replace(" ", "")
    assert [one for one in ("Coldchain冷链", "Dryports", "Hailong", word.replace(" ", "")) if one not in there] == []


def test_it_says_where_a_meeting_is_joined_online(app, delegation):
    with transaction():
        for table in delegation.event.tables:
            table.video_url = "https://meet.example.org/room"

    with app.test_request_context():
        firms = pages_of(render_programme(delegation.event, delegation, "en"))[-1]

    assert "Online:https://meet.example.org/room" in firms.replace(" ", "").replace("\n", "")


def test_a_small_one_comes_at_once(client, delegation, chamber):
    answer = client.as_user(factories.member(chamber, Role.CHAMBER)).post(PATH.format(delegation.id))

    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.data.startswith(b"%PDF")


@pytest.mark.full
def test_a_large_one_is_made_by_a_job_and_only_who_asked_fetches_it(client, delegation, chamber, monkeypatch):
    monkeypatch.setattr(views, "LONG_PROGRAMME_COMPANIES", 0)
    user = factories.member(chamber, Role.CHAMBER)

    answer = client.as_user(user).post(PATH.format(delegation.id))

    db.session.rollback()
    file = db.session.query(StoredFile).one()
    page = client.get(answer.location)
    assert answer.status_code == 303
    assert f"/files/{file.public_id}" in page.text
    assert client.get(f"/files/{file.public_id}").data.startswith(b"%PDF")
    assert client.as_user(factories.user()).get(f"/files/{file.public_id}").status_code == 404


def test_names_that_would_be_code_are_printed_as_they_are(app, delegation):
    with transaction():
        delegation.name_en = "#panic() *bold* $x$ {{7*7}}"

    with app.test_request_context():
        cover = pages_of(render_programme(delegation.event, delegation, "en"))[0]

    assert "#panic() *bold* $x$ {{7*7}}" in cover
