"""The page of wish lists: sheets to print, and lines to key in."""

from __future__ import annotations

import io
import zipfile

import pytest
from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db
from app.core.models import JobRun, StoredFile
from app.matching.services import wish_sheets
from app.matching.views import wish_lists
from app.registrations.models import Preference
from app.registrations.services.company_links import create_links
from tests import factories
from tests.documents.printed import pages_of
from tests.matching.test_wishes import Paper
from tests.support.pages import read


@pytest.fixture
def paper(app):
    return Paper("registration")


@pytest.fixture
def chamber(client, paper):
    return client.as_user(paper.chamber)


@pytest.fixture
def address(paper):
    return f"/events/day/delegations/{paper.delegation.id}/wishes"


def lines(paper, alpha, beta="", act="save"):
    seen = {f"seen-{one.id}": "" for one in (paper.alpha, paper.beta)}
    return {"act": act, f"line-{paper.alpha.id}": alpha, f"line-{paper.beta.id}": beta, **seen}


def said_of(page, firm):
    return read(page).find(f"#told-{firm.id}")[0].text


def test_a_line_is_shown_as_names_before_anything_is_kept(paper, chamber, address):
    page = chamber.post(address, data=lines(paper, "4, 3!，-5", act="check")).text

    assert said_of(page, paper.alpha) == "must : 3 Port want : 4 Quay never with : 5 Rail"
    assert f'name="line-{paper.alpha.id}" value="4, 3!，-5"' in page
    assert db.session.query(Preference).count() == 0


def test_kept_lines_stand_in_their_fields_with_who_keyed_them_in(paper, chamber, address):
    answer = chamber.post(address, data=lines(paper, "4, 3!"))
    page = chamber.get(answer.location).text

    assert answer.status_code == 303
    assert "Kept for 1 firm. The wishes go out as requests as soon as these are open." in page
    assert 'value="3!, 4" maxlength' in page
    assert "keyed in by Ms Chamber" in said_of(page, paper.alpha)


def test_a_line_that_cannot_be_kept_comes_back_as_it_was_typed_with_a_message(paper, chamber, address):
    answer = chamber.post(address, data=lines(paper, "77, 1, <b>", "3"))

    told = said_of(answer.text, paper.alpha)
    assert answer.status_code == 422
    assert "1 line needs a look" in answer.text
    assert "No firm has the number 77." in told
    assert "1 is the firm itself." in told
    assert "“<b>” is no number" in told
    assert 'value="77, 1, &lt;b&gt;"' in answer.text
    assert [row.registration_id for row in db.session.scalars(select(Preference))] == [paper.beta.id]


@pytest.mark.parametrize(
    "data", [{"act": "save", "line-999999": "3"}, {"line-x": "3"}, {"act": "save"}, {"seen-1": "9"}]
)
def test_lines_for_nobody_change_nothing(paper, chamber, address, data):
    assert chamber.post(address, data=data).status_code in (200, 303)
    assert db.session.query(Preference).count() == 0


def test_a_line_for_a_firm_of_another_delegation_is_not_kept(paper, chamber, address):
    other = paper.firm("Elsewhere", delegation_id=factories.delegation(paper.event, name="Other").id)

    chamber.post(address, data={"act": "save", f"line-{other.id}": "3", f"seen-{other.id}": ""})

    assert db.session.query(Preference).count() == 0


@pytest.mark.full
def test_the_sheets_of_all_members_are_one_file_with_each_partner_by_its_number(paper, chamber, address):
    paper.alpha.languages = ["fr"]
    db.session.commit()
    create_links([paper.alpha])

    job = chamber.post(f"{address}/paper", data={"key": "a-key-of-the-page"})
    again = chamber.post(f"{address}/paper", data={"key": "a-key-of-the-page"})

    file = db.session.scalars(select(StoredFile).where(StoredFile.media_type == "application/pdf")).one()
    text = " ".join(pages_of(file.content))
    page = chamber.get(f"{address}?made={file.public_id}").text
    assert job.location == again.location
    assert db.session.query(JobRun).filter_by(kind="wish_lists").count() == 1
    assert [text.count(one) for one in ("Port", "Quay", "Rail")] == [2, 2, 2]
    assert "Liste de souhaits" in text
    assert "意愿单" in text
    assert f"/files/{file.public_id}" in page
    assert "Liste" not in " ".join(pages_of(sheet_of(chamber, address, paper.beta)))


def sheet_of(chamber, address, firm):
    chamber.post(f"{address}/paper", data={"firm": firm.id})
    newest = select(StoredFile).where(StoredFile.media_type == "application/pdf").order_by(StoredFile.id.desc())
    return db.session.scalars(newest.limit(1)).one().content


def test_a_sheet_for_a_firm_of_another_delegation_is_not_made(paper, chamber, address):
    assert chamber.post(f"{address}/paper", data={"firm": paper.hosts[0].id}).status_code == 404


@pytest.fixture
def organizer(client, paper):
    return client.as_user(factories.member(paper.event.organisation, Role.ORGANIZER))


@pytest.mark.full
def test_the_organizer_prints_the_sheets_of_a_side(paper, organizer):
    side = paper.hosts[0].group_id
    page = organizer.get(f"/events/day/wishes?group={side}").text
    job = organizer.post(f"/events/day/wishes/paper?group={side}")

    file = db.session.scalars(select(StoredFile).where(StoredFile.media_type == "application/pdf")).one()
    printed = pages_of(file.content)
    assert [f"{one} {name}" in " ".join(printed) for one, name in ((1, "Alpha"), (2, "Beta"))] == [True, True]
    assert len(printed) == len(paper.hosts)
    assert "Print 3 sheets" in page
    assert f"/events/day/wishes?group={side}&amp;made={file.public_id}" in organizer.get(job.location).text


@pytest.mark.full
def test_sheets_that_are_too_many_for_one_file_come_as_several(paper, organizer, monkeypatch):
    monkeypatch.setattr(wish_sheets, "MAX_LINES", 5)

    job = organizer.post("/events/day/wishes/paper")

    file = db.session.scalars(select(StoredFile).where(StoredFile.media_type == "application/zip")).one()
    with zipfile.ZipFile(io.BytesIO(file.content)) as packed:
        pages = {name: len(pages_of(packed.read(name))) for name in packed.namelist()}
    assert pages == {"wish-lists-day-1.pdf": 1, "wish-lists-day-2.pdf": 2, "wish-lists-day-3.pdf": 2}
    assert f"/events/day/wishes?made={file.public_id}" in organizer.get(job.location).text


def test_the_organizer_keys_in_what_stands_on_the_second_page(paper, organizer, monkeypatch):
    monkeypatch.setattr(wish_lists, "LINES_ON_PAGE", 4)
    second = organizer.get("/events/day/wishes?page=2").text
    rail = paper.hosts[2]
    line = {f"line-{rail.id}": "1!", f"seen-{rail.id}": ""}

    refused = organizer.post("/events/day/wishes?page=2", data={"act": "save", **line, f"line-{rail.id}": "99"})
    kept = organizer.post("/events/day/wishes?page=2", data={"act": "save", **line})

    shown = [firm.company.name for firm in paper.hosts if read(second).find(f"[name=line-{firm.id}]")]
    assert shown == ["Rail"]
    assert "5–5 of 5" in second
    assert (refused.status_code, kept.status_code, kept.location) == (422, 303, "/events/day/wishes?page=2")
    assert [(one.registration_id, one.other_id) for one in db.session.scalars(select(Preference))] == [
        (rail.id, paper.alpha.id)
    ]


def test_lines_that_came_back_are_kept_wherever_their_firms_stand_by_now(paper, organizer, monkeypatch):
    monkeypatch.setattr(wish_lists, "LINES_ON_PAGE", 2)

    organizer.post("/events/day/wishes?page=2", data=lines(paper, "4", "3"))

    assert {one.registration_id for one in db.session.scalars(select(Preference))} == {paper.alpha.id, paper.beta.id}


def test_a_chamber_does_not_reach_the_lists_of_the_whole_event(chamber):
    assert [chamber.get("/events/day/wishes").status_code, chamber.post("/events/day/wishes/paper").status_code] == [
        403,
        403,
    ]
