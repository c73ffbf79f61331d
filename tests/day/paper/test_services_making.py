"""Packs as files: what is on them, and their runs."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from app.core.db import db, transaction
from app.core.errors import Invalid
from app.core.models import Notice
from app.day.paper.models import PaperKind, PrintRequest
from app.day.paper.queries import get_printed_runs
from app.day.paper.services.printing import print_pack
from app.delegations.services import visits
from app.delegations.services.visits import VisitDetails
from app.meetings import services
from app.meetings.models import Claim, Meeting
from app.registrations.models import Delegation
from tests import factories
from tests.documents.printed import pages_of

POISON = '#panic() $x^2$ @ref <lab> *b* _i_ `c` \\ "q" [x] {y} //'
LONG = "Chongqing Liangjiang New Area International Logistics, Warehousing and Supply Chain Management Co., Ltd."


@pytest.fixture
def event(app):
    """Two firms of a delegation, with a person each, meet one of Chongqing at 09:30 and 10:00."""
    event = factories.event("day", name_en="Matching Day", name_zh="对接会", phase="running")
    delegation = factories.delegation(event)
    bank = factories.firm(
        event, name="DBS Bank", delegation_id=delegation.id, rank=1, people=0, company_values={"name_zh": "星展银行"}
    )
    factories.representative(bank, display_name="Tan Mei Ling", name_zh="陈美玲", title="Director", languages=["en"])
    port = factories.firm(event, name="PSA Port", delegation_id=delegation.id, rank=2, people=0)
    factories.representative(port, display_name="Goh", languages=["fr"])
    host = factories.firm(
        event, "Chongqing", name=LONG, people=0, company_values={"name_zh": "长安汽车", "country": "CN"}
    )
    factories.representative(host, display_name=POISON, languages=["zh"])
    for firm, slot in ((bank, 0), (port, 1)):
        services.arrange(event.id, firm.id, host.id, by=factories.user().id, slot_id=event.slots[slot].id)
    return event


@pytest.fixture
def by(event):
    return factories.user().id


def printed(event, by, kind=PaperKind.AGENDAS, **values):
    """The text of each page, and the run."""
    run, file = print_pack(event, PrintRequest(kind, **values).fitting(), reader="en", by=by)
    return pages_of(file.content), run


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(
    "kind", [kind for kind in PaperKind if kind not in (PaperKind.RUN_SHEETS, PaperKind.BUS_LISTS)]
)
def test_texts_of_any_kind_are_printed_as_they_are(event, by, kind):
    pages, _run = printed(event, by, kind, language="en")

    together = "".join(pages).replace(" ", "")
    wanted = LONG if kind in (PaperKind.TABLE_SIGNS, PaperKind.HALL_PLAN) else POISON
    assert wanted.replace(" ", "") in together
    assert "Run1" in together


@pytest.mark.databases("sqlite")
def test_agendas_come_by_delegation_and_rank_each_in_the_language_of_who_gets_it(event, by):
    pages, run = printed(event, by)

    assert (len(pages), run.sheets, run.number) == (3, 3, 1)
    assert "Tan Mei Ling" in pages[0]
    assert "Thursday 18 March 2032" in pages[0]
    assert "jeudi 18 mars 2032" in pages[1]
    assert "2032年3月18日" in pages[2].replace(" ", "")


@pytest.mark.databases("sqlite")
def test_an_agenda_says_where_a_meeting_is_joined_online(event, by):
    with transaction():
        for table in event.tables:
            table.video_url = "https://meet.example.org/room"

    pages, _run = printed(event, by)

    lines = [page.replace(" ", "").count("https://meet.example.org/room") for page in pages]
    assert lines == [1, 1, 2]
    assert "Online: https://meet.example.org/room" in pages[0]


@pytest.mark.databases("sqlite")
@pytest.mark.parametrize(("size", "sides"), [("a4", (595, 842)), ("a5", (420, 595))])
def test_an_agenda_is_one_page_of_the_size_that_was_chosen(event, by, size, sides):
    _run, file = print_pack(event, PrintRequest(PaperKind.AGENDAS, size=size).fitting(), reader="en", by=by)

    pdf = PdfReader(io.BytesIO(file.content))
    assert [tuple(round(float(side)) for side in page.mediabox[2:]) for page in pdf.pages] == [sides] * 3


@pytest.mark.full
def test_a_chambers_runs_stand_apart_from_the_organizers(event, by):
    printed(event, by)
    delegation = event.groups[0] and db.session.query(Delegation).one()
    _pages, run = printed(event, by, delegation_id=delegation.id, chamber=True)

    assert (run.number, run.sheets) == (2, 2)
    assert get_printed_runs(event.id, None)["agendas"][0].number == 1
    assert get_printed_runs(event.id, delegation.id)["agendas"][0].number == 2


def test_a_run_notes_who_made_it(event, by):
    printed(event, by, PaperKind.BADGES)

    notice = db.session.query(Notice).filter_by(kind="paper.made").one()
    assert (notice.user_id, notice.details) == (by, {"paper": "badges", "number": 1})


def test_without_a_meeting_nothing_is_made(app):
    event = factories.event("empty")

    with pytest.raises(Invalid, match="paper_nothing"):
        print_pack(event, PrintRequest(PaperKind.AGENDAS).fitting(), reader="en", by=None)
    assert get_printed_runs(event.id, None) == {}


@pytest.mark.full
@pytest.mark.databases("sqlite")
def test_a_bus_list_names_its_riders_with_a_box_each(event, by):
    delegation = db.session.query(Delegation).one()
    at = event.slots[5]
    tour = VisitDetails(label="Port tour", starts_at=at.starts_at, ends_at=at.ends_at, place="Gate 3", buses=["1", "2"])
    visits.add_visit(delegation, tour, by=by)

    pages, _run = printed(event, by, PaperKind.BUS_LISTS)

    assert len(pages) == 1
    assert [
        one for one in ("Bus 1", "Port tour", "Gate 3", "Tan Mei Ling", "Goh", "2 people") if one not in pages[0]
    ] == []


@pytest.mark.databases("sqlite")
def test_an_interpreters_run_sheet_carries_its_run(event, by):
    interpreter = factories.interpreter(event, name="Chen Jing")
    meeting = db.session.query(Meeting).filter_by(slot_id=event.slots[0].id).one()
    with transaction() as session:
        session.add(
            Claim(event_id=event.id, slot_id=meeting.slot_id, meeting_id=meeting.id, interpreter_id=interpreter.id)
        )

    pages, _run = printed(event, by, PaperKind.RUN_SHEETS)

    assert "Chen Jing" in pages[0]
    assert "Run 1" in pages[0]
