"""An organizer gives a side its tables, one firm another, moves its meeting there, and takes the last change back."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.permissions import Role
from app.core.db import db
from app.events.models import Table
from app.meetings import services
from app.meetings.models import Claim
from app.registrations.models import Registration
from tests import factories
from tests.journeys.ways import Way, ways
from tests.meetings.acts import slots
from tests.support.soundness import faults_of_rows


@ways(Way("fr", 390, javascript=False))
def test_firms_get_their_tables_and_meetings_come_to_them(arrive, way):
    event = factories.event(phase="published", booking_mode="planned", tables=4)
    lions = [factories.firm(event, name=f"Lion {n + 1}", company_values={"name_zh": f"狮{n + 1}"}) for n in range(3)]
    walker = factories.firm(event, "Chongqing", name="Bridge", company_values={"name_zh": "桥"})
    made = services.arrange(event.id, lions[0].id, walker.id, by=factories.user().id, slot_id=slots(event)[0])
    person = arrive(f"/events/{event.slug}/schedule", user=factories.event_role(event, Role.ORGANIZER, name="Mei"))

    person.follow('main a[href$="/schedule/tables"]')
    person.follow('main a[href*="in-order"]')
    person.follow('form[action$="/in-order"] button')
    assert homes() == dict(zip([one.id for one in lions], ["A1", "A2", "A3"], strict=True))

    person.at("select#firm").select_option(str(lions[0].id))
    person.at("#table select[name=table]").select_option(str(event.tables[3].id))
    person.follow('form[action$="/schedule/tables"] button')
    assert (homes()[lions[0].id], table_of(made)) == ("A4", "A1")

    person.follow(f'main a[href$="/tables/meetings?firm={lions[0].id}"]')
    person.follow('form[action$="/meetings"] button')
    assert table_of(made) == "A4"

    person.go(f"/events/{event.slug}/schedule/tables")
    person.follow('form[action$="/undoing"] button')
    assert homes()[lions[0].id] == "A1"
    person.follow('form[action$="/removal"] button')
    assert lions[0].id not in homes()
    assert faults_of_rows() == []


def homes():
    """Firm → its table."""
    db.session.rollback()
    rows = select(Registration.id, Table.label).join(Table, Table.id == Registration.home_table_id)
    return dict(db.session.execute(rows).all())


def table_of(meeting_id):
    db.session.rollback()
    held = select(Table.label).join(Claim, Claim.table_id == Table.id).where(Claim.meeting_id == meeting_id)
    return db.session.scalars(held).one()
