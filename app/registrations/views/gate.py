"""The list for the gate: the organizer takes it, and each taking is noted."""

from __future__ import annotations

from io import BytesIO

from flask import g, render_template, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from app.accounts.permissions import Role
from app.core.db import now
from app.core.web.guards import allow
from app.core.web.locale import plain
from app.documents.xlsx import WorkbookSheet, to_xlsx
from app.events.models import Event
from app.events.scopes import an_event
from app.registrations.queries.gate import gate_rows, sealed_counts, sealed_questions, taken_lists
from app.registrations.services.sealed import note_taken
from app.registrations.views.blueprint import registrations

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@registrations.get("/events/<slug:event>/gate")
@allow(Role.ORGANIZER, of=an_event)
def gate(event: Event) -> ResponseReturnValue:
    """What the list holds and who took it so far; no answer is shown here."""
    g.tab = "registrations.index"
    return render_template(
        "registrations/gate.html",
        event=event,
        questions=sealed_questions(event.id),
        counts=sealed_counts(event.id),
        taken=taken_lists(event.id),
    )


@registrations.post("/events/<slug:event>/gate")
@allow(Role.ORGANIZER, of=an_event)
def take_gate_list(event: Event) -> ResponseReturnValue:
    """The list as a workbook, made for this answer and kept nowhere."""
    asked, rows = sealed_questions(event.id), gate_rows(event)
    head = [gettext("Company"), gettext("Company, Chinese"), gettext("Name"), gettext("Name in Chinese")]
    head += [gettext("Title"), *(plain(one.label) for one in asked)]
    unread = gettext("cannot be opened")
    cells = [
        [row.company, row.company_zh, row.name, row.name_zh, row.title]
        + [unread if row.answers.get(one.id, "") is None else row.answers.get(one.id) for one in asked]
        for row in rows
    ]
    sheet = WorkbookSheet(
        name=gettext("Gate"), header=head, rows=cells, widths=(38, 28, 24, 16, 24, *(20 for _ in asked))
    )
    made = to_xlsx([sheet], made_at=now(), title=plain(event.name))
    note_taken(event, rows=rows, questions=asked, by=current_user.id)
    return send_file(BytesIO(made), mimetype=XLSX, as_attachment=True, download_name=f"{event.slug}-gate.xlsx")
