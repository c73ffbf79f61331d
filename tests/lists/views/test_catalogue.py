"""A printed catalogue from its page to its file, and by the command line."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from app.companies.services import save_logo
from app.core.db import db, transaction
from app.core.models import JobRun, StoredFile
from app.events.models import Table
from app.lists.models import ExportLog, ExportRow
from app.registrations.services import consents
from tests import factories
from tests.documents.printed import pages_of
from tests.safety.corpus import XSS
from tests.support.pages import read, text_of

ASKED = {"by": "sector", "language": "en", "reason": "For the hall", "recipient": "Guests"}
LONG = "Aktiengesellschaftszusammenschluss" * 4


def at(here, **values):
    query = "&".join(f"{name}={value}" for name, value in values.items())
    return f"/events/{here.event.slug}/attendees/catalogue" + (f"?{query}" if query else "")


def made(client, here, data=None, **values):
    """The page that shows what the job made."""
    asked = client.post(at(here, **values), data={**ASKED, **(data or {})})
    assert asked.location.startswith("/jobs/"), asked.text
    told = read(client.get(asked.location))
    return next(one.attributes["href"] for one in told.find("a") if "made=" in (one.attributes.get("href") or ""))


def approve_all(here):
    with transaction():
        for name in ("Silent", "Lone"):
            here.firms[name].state = "approved"


@pytest.mark.full
@pytest.mark.databases("sqlite")
def test_a_chamber_makes_a_catalogue_that_is_logged_and_that_each_firm_can_see(client, here):
    approve_all(here)
    client.as_user(here.chamber)

    page = client.get(at(here))
    result = client.get(made(client, here))

    assert "2 firms stand in it" in text_of(page, "main")
    assert "4 firms are left out" in text_of(page, "main")
    assert db.session.scalars(select(JobRun)).one().state == "done"
    log = db.session.scalars(select(ExportLog)).one()
    assert (log.format, log.purpose, log.reason, log.recipient, log.row_count, log.left_out) == (
        *("catalogue", "handover", "For the hall", "Guests", 2, 4),
    )
    rows = db.session.scalars(select(ExportRow).order_by(ExportRow.registration_id)).all()
    assert [(row.registration_id, row.representative_id) for row in rows] == [
        (here.firms["Agreed"].id, None),
        (here.firms["Quiet"].id, None),
    ]
    assert rows[0].fields[-2:] == ["logo", "table"]
    assert "catalogue (PDF)" in result.text
    file = db.session.scalars(select(StoredFile)).one()
    assert file.name.endswith(".pdf")
    text = " ".join(pages_of(file.content))
    assert "Agreed Pte Ltd" in text
    for word in ("Homely", "Refused", "Agreed Person", "boss@", "6123"):
        assert word not in text
    where = client.as_user(here.organizer).get(f"/events/fair/companies/{here.firms['Agreed'].id}/lists")
    assert "1 list holds this firm" in text_of(where, "main")


def test_running_the_event_the_organizer_has_every_approved_firm_and_a_chamber_its_own(client, here):
    approve_all(here)

    organizer = text_of(client.as_user(here.organizer).get(at(here, use="running")), "main")
    chamber = text_of(client.as_user(here.chamber).get(at(here, use="running")), "main")

    assert "6 firms stand in it" in organizer
    assert "2 firms stand in it" in chamber


@pytest.mark.parametrize("who", ["desk", "stranger"])
def test_nobody_else_makes_one(client, here, who):
    user = here.desk if who == "desk" else factories.user()

    assert client.as_user(user).get(at(here)).status_code in (403, 404)


def test_a_catalogue_needs_a_reason_and_a_firm(client, here):
    client.as_user(here.organizer)

    without_reason = client.post(at(here), data={**ASKED, "reason": ""})
    without_firms = client.post(at(here, group=factories.group(here.event, "Chongqing").id), data=ASKED)

    assert (without_reason.status_code, without_firms.status_code) == (422, 422)
    assert "Say what the catalogue is for" in without_reason.text
    assert "No row of this list may leave" in without_firms.text
    assert db.session.scalars(select(ExportLog)).all() == []


@pytest.mark.full
def test_a_form_that_is_sent_twice_makes_one(client, here):
    client.as_user(here.organizer)
    sent = {**ASKED, "key": "0123456789"}

    first, second = (client.post(at(here), data=sent).location for _ in range(2))

    assert first == second
    assert len(db.session.scalars(select(JobRun)).all()) == 1


@pytest.mark.full
@pytest.mark.databases("sqlite")
def test_names_of_any_length_and_script_logos_and_tables_are_printed_and_nothing_is_run(app, here, tmp_path):
    nasty = {"name_zh": "叶水福集团（新加坡）有限公司" * 8, "city": "城" * 60, "website": f"https://{LONG}.example"}
    lines = {"offers_zh": XSS, "seeks_fr": "#panic() $x$ *b* @a " * 12, "holds": ["iso_9001"]}
    firm = factories.firm(here.event, name=LONG, company_values={**nasty, **lines, "sectors": {"is_in": ["5210"]}})
    drawn = BytesIO()
    Image.new("RGB", (400, 20), "red").save(drawn, "PNG")
    with transaction():
        assert firm.company is not None
        save_logo(firm.company, drawn.getvalue(), by=None)
        firm.home_table_id = db.session.scalars(select(Table.id).where(Table.label == "A3")).one()
    consents.save_consents(firm, {"public_directory": True}, language="en")

    out = tmp_path / "catalogue.pdf"
    told = app.test_cli_runner().invoke(args=["catalogue", "export", "fair", str(out), "--lang", "zh", "--by", "group"])

    assert (told.exit_code, told.output.splitlines()[0]) == (0, f"{out}: 3 firms; left out: 2")
    assert "public_no, said no to being shown in public" in told.output
    text = "".join(pages_of(out.read_bytes())).replace(" ", "")
    for word in (LONG, "叶水福集团（新加坡）有限公司" * 8, "#panic()$x$*b*@a", "洽谈桌A3", "ISO9001", "参会企业会刊"):
        assert word in text, word


@pytest.mark.databases("sqlite")
def test_a_catalogue_without_any_firm_says_so(app, tmp_path):
    factories.event("empty", name_zh="空")

    out = tmp_path / "none.pdf"
    told = app.test_cli_runner().invoke(args=["catalogue", "export", "empty", str(out)])

    assert told.exit_code == 0
    assert "No firm stands in this catalogue." in " ".join(pages_of(out.read_bytes()))


def test_a_pdf_that_would_be_too_long_is_said_before_and_refused_at_once(client, here, monkeypatch):
    from app.lists.services import exports
    from app.lists.views import attendees

    for module in (exports, attendees):
        monkeypatch.setattr(module, "MOST_PRINTED_ROWS", 1)
    monkeypatch.setattr(attendees, "LONG_PRINT_ROWS", 1)
    client.as_user(here.organizer)
    here_running = f"/events/{here.event.slug}/attendees"

    page = client.get(f"{here_running}?use=running")
    asked = client.post(f"{here_running}/exports?use=running", data={"kind": "pdf", "reason": "x", "language": "en"})

    assert "holds at most 1 row" in page.text
    assert asked.status_code == 422
    assert "A PDF holds at most 1 rows" in asked.text
    assert db.session.scalars(select(JobRun)).all() == []
