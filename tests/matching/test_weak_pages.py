"""The organizer's look at weak lists, and all pairings as a workbook."""

from __future__ import annotations

from io import BytesIO
from zoneinfo import ZoneInfo

from openpyxl import load_workbook
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.models import StoredFile
from app.matching import services
from app.matching.queries.rankings import get_latest_ranking
from app.matching.services.adjustments import pin_pair
from tests import bank_and_port, factories


def test_a_weak_list_stands_with_its_reason_and_what_helps(event, organizer, bank):
    services.rank_event(event.id)

    shown = organizer.get(f"/events/{event.slug}/ranking/weak").text

    assert bank.company.name in shown
    assert "Its group may meet no other firm" in shown


def test_before_the_first_ranking_no_list_is_called_weak(event, organizer, bank):
    shown = organizer.get(f"/events/{event.slug}/ranking/weak").text

    assert "Nothing is ranked yet" in shown
    assert bank.company.name not in shown


def test_firms_and_chambers_do_not_see_it(client, event, bank):
    user = factories.user()
    factories.firm(event, "Chongqing", users=[user])

    assert client.as_user(user).get(f"/events/{event.slug}/ranking/weak").status_code in (403, 404)


def test_all_pairings_are_handed_out_as_a_workbook_with_reasons_in_the_readers_language(event, organizer, bank):
    bank_and_port.port(event, "=重庆港")
    services.rank_event(event.id)

    organizer.post(f"/events/{event.slug}/ranking/pairings?lang=fr")

    file = db.session.scalars(select(StoredFile)).one()
    sheet = load_workbook(BytesIO(file.content))["Rencontres suggérées"]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [row[:2] + row[4:7] for row in rows] == [
        ("Chongqing Port", "=重庆港", 1, "Bank", None), ("Bank", None, 1, "Chongqing Port", "=重庆港")
    ]  # fmt: skip
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
    assert "Vous recherchez" in str(rows[0][14])
    assert f"/files/{file.public_id}" in organizer.get(f"/events/{event.slug}/ranking?made={file.public_id}").text


def test_the_workbook_tells_states_pins_widened_places_and_the_events_own_time(event, organizer, bank):
    port = bank_and_port.port(event)
    pin_pair(event, bank.id, port.id, "up", by=None)
    with transaction():
        event.zone, port.state = "Asia/Shanghai", "submitted"
    services.rank_event(event.id)
    ranking = get_latest_ranking(event.id)
    assert ranking is not None

    organizer.post(f"/events/{event.slug}/ranking/pairings")

    book = load_workbook(BytesIO(db.session.scalars(select(StoredFile)).one().content))
    head, *rows = book["Pairings"].iter_rows(values_only=True)
    told = dict(zip(head, rows[0], strict=True))
    assert (told["State"], told["State of the suggested"]) == ("to approve", "approved")
    assert (told["Pinned"], told["Widened"]) == ("yes", None)
    about = {row[0]: row[1] for row in book["About this list"].iter_rows(min_row=2, values_only=True)}
    shown = ranking.computed_at.astimezone(ZoneInfo("Asia/Shanghai")).replace(microsecond=0, tzinfo=None)
    assert (about["Computed"], about["Time zone"]) == (shown, "Asia/Shanghai")


def test_without_a_ranking_there_are_no_pairings_to_take(event, organizer, bank):
    answer = organizer.post(f"/events/{event.slug}/ranking/pairings", follow_redirects=True)

    assert answer.status_code == 409
