"""Pairs from a sheet: upload, preview and fix, arrange all or none; what became of pairs that were arranged
together, and undoing that."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import flash, g, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext, ngettext
from flask_login import current_user
from flask_wtf.file import FileField, FileRequired

from app.accounts.permissions import Role
from app.companies.wording import company_label
from app.core.db import new_public_id, now
from app.core.errors import DomainError
from app.core.jobs.runs import get_event_run
from app.core.localized import Localized
from app.core.web import errors
from app.core.web.forms import Form, clean_text, typed_text
from app.core.web.guards import allow, current_roles
from app.core.web.translations import lazy_gettext as _l
from app.documents.xlsx import WorkbookColumn, to_template
from app.events.models import Event
from app.events.scopes import an_event
from app.meetings.forms import PairRowsForm, RunForm
from app.meetings.pair_sheets import COLUMN_KINDS
from app.meetings.queries.lists import MeetingCompany, get_company_names
from app.meetings.queries.overview import list_meeting_lines
from app.meetings.queries.pair_sheets import judge_pairs, load_name_index
from app.meetings.services import bulk
from app.meetings.services import pair_sheets as services
from app.meetings.services.policy import may_arrange
from app.meetings.views.blueprint import ARRANGER_ROLES, meetings
from app.meetings.wording import explain_to_arranger
from app.registrations.queries import list_own_delegations

PAIRS_URL = "/events/<slug:event>/meetings/pairs"
XLSX_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_FIX = 200
MOST_LINES_SHOWN = 100
MOST_SHEETS_SHOWN = 100
_COLUMN_FIELD = re.compile(r"column-([0-9]{1,3})-([0-9]{1,5})")
TEMPLATE_HEADERS = {
    "en": ("Company 企业", "Partner 洽谈对象", "Priority 优先级", "Time 时间", "Table 桌号"),
    "zh": ("企业 Company", "洽谈对象 Partner", "优先级 Priority", "时间 Time", "桌号 Table"),
    "fr": ("Entreprise 企业", "Partenaire 洽谈对象", "Priorité 优先级", "Créneau 时间", "Table 桌号"),
}


class PairSheetForm(Form):
    """What is wrong with the file is found by reading it."""

    file = FileField(_l("Your sheet of pairs"), [FileRequired(_l("Choose a file first."))])


@meetings.get(PAIRS_URL)
@allow(*ARRANGER_ROLES, of=an_event)
def pairs(event: Event) -> ResponseReturnValue:
    """Choose a sheet; with ``?sheet=`` what each of its rows would do."""
    if "sheet" in request.args:
        return _render_preview(event, request.args["sheet"])
    return _render_upload(event, PairSheetForm())


@meetings.post(PAIRS_URL)
@allow(*ARRANGER_ROLES, of=an_event)
def take_pairs(event: Event) -> ResponseReturnValue:
    """A sheet, or what was said of the rows of one; ``act`` arrange: all that are ready, or none."""
    if "sheet" in request.args:
        return _save_preview(event, request.args["sheet"])
    form = PairSheetForm()
    if not form.validate():
        return _render_upload(event, form), 422
    sent = form.file.data
    try:
        public_id = services.import_pair_sheet(event, sent.read(), sent.filename or "", by=current_user.id)
    except DomainError as refused:
        form.file.errors = [errors.error_text(refused)]
        return _render_upload(event, form), errors.error_status(refused)
    return redirect(url_for("meetings.pairs", event=event, sheet=public_id), 303)


@meetings.get(f"{PAIRS_URL}/template")
@allow(*ARRANGER_ROLES, of=an_event)
def pairs_template(event: Event) -> ResponseReturnValue:  # noqa: ARG001
    """The sheet to start from, in the reader's language and Chinese (or English)."""
    locale = get_locale()
    language = locale.language if locale is not None and locale.language in TEMPLATE_HEADERS else "en"
    columns = [
        WorkbookColumn(header=header, width=28 if at < 2 else 16)
        for at, header in enumerate(TEMPLATE_HEADERS[language])
    ]
    guide = [
        [gettext("Column"), gettext("What to write")],
        [TEMPLATE_HEADERS[language][0], gettext("A firm of the event, in any spelling.")],
        [TEMPLATE_HEADERS[language][1], gettext("The firm that it is to meet.")],
        [TEMPLATE_HEADERS[language][2], gettext("must, want or open; may be left empty.")],
        [TEMPLATE_HEADERS[language][3], gettext("The start of a time of the event, such as 14:30; may be left empty.")],
        [TEMPLATE_HEADERS[language][4], gettext("The table’s name, with a time; may be left empty.")],
    ]
    made = to_template(columns, name=gettext("Pairs"), guide_name=gettext("How to fill"), guide=guide, made_at=now())
    return send_file(
        BytesIO(made), mimetype=XLSX_MEDIA_TYPE, as_attachment=True, download_name=f"qiao-pairs-{language}.xlsx"
    )


def _render_upload(event: Event, form: PairSheetForm) -> str:
    mark_tab()
    return render_template("meetings/pairs.html", event=event, form=form, may_arrange=may_arrange(event))


def _save_preview(event: Event, public_id: str) -> ResponseReturnValue:
    """Keep all that the preview's one form holds, whichever of its buttons was pressed."""
    form = PairRowsForm()
    if form.act.data == "columns":
        services.save_columns(event, public_id, _get_columns(), by=current_user.id)
        return redirect(url_for("meetings.pairs", event=event, sheet=public_id), 303)
    sent = request.form
    typed = {
        at: {
            name: " ".join(str(clean_text(sent[f"{name}-{at}"][:LONGEST_FIX])).split())
            for name in services.FIXABLE_FIELDS
            if f"{name}-{at}" in sent
        }
        for at in form.row.data
    }
    out = {at for at in form.row.data if sent.get(f"out-{at}") == "yes"}
    services.save_fixes(event, public_id, typed, out, by=current_user.id)
    if form.act.data == "arrange":
        key = form.key.data or new_public_id()
        shown = set(typed_text(form.shown).split())
        try:
            begun = services.start_arranging_sheet(
                event, public_id, _get_own_delegations(event), shown=shown, key=key, by=current_user.id
            )
        except services.PairsChanged as refused:
            return _render_preview(event, public_id, errors.error_text(refused), shown), errors.error_status(refused)
        except DomainError as refused:
            return _render_preview(event, public_id, errors.error_text(refused)), errors.error_status(refused)
        return redirect(url_for("jobs.show", public_id=begun), 303)
    return redirect(url_for("meetings.pairs", event=event, sheet=public_id), 303)


def _get_columns() -> list[dict[int, str]]:
    """Of each grid column → kind, as the selects of the preview are named."""
    result: list[dict[int, str]] = [{} for _ in range(MOST_SHEETS_SHOWN)]
    for name, kind in request.form.items():
        match = _COLUMN_FIELD.fullmatch(name)
        if match is not None and int(match[1]) < MOST_SHEETS_SHOWN:
            result[int(match[1])][int(match[2])] = str(kind)
    return result


def _get_own_delegations(event: Event) -> list[int] | None:
    """The delegations whose firms the reader answers for; None for all firms."""
    if Role.ORGANIZER in current_roles():
        return None
    return [own_delegation.id for own_delegation in list_own_delegations(current_user.id, event)]


def _render_preview(event: Event, public_id: str, refusal: str = "", shown: Collection[str] | None = None) -> str:
    """``shown``: the marks of the rows that were shown as ready, where others are by now: these then come first."""
    file, sheet = services.get_pair_sheet(event, public_id, by=current_user.id)
    ground = load_name_index(event, _get_own_delegations(event))
    judged = judge_pairs(ground, sheet.as_fixed(), sheet.out)
    looks = [item for item in judged if item.looks]
    marks = {item.index: services.get_pair_mark(item) for item in judged if item.is_ready}
    new = {at for at, mark in marks.items() if shown is not None and mark not in shown}
    names: dict[int, str] = {item: company_label(company) for item, company in ground.companies.items()}
    mark_tab()
    return render_template(
        "meetings/pairs_preview.html",
        event=event,
        file=file,
        refusal=refusal,
        looks=looks[:MOST_LINES_SHOWN],
        more_looks=max(0, len(looks) - MOST_LINES_SHOWN),
        ready=sorted((item for item in judged if item.is_ready), key=lambda item: item.index not in new),
        new=new,
        shown=" ".join(marks.values()),
        left=[item for item in judged if item.left],
        choices=_make_choices(names) if looks else [],
        several=len({row.sheet for row in sheet.rows}) > 1,
        grids=sheet.grids[:MOST_SHEETS_SHOWN],
        kinds=(*COLUMN_KINDS, ""),
        done=services.find_earlier_run(event, judged, by=current_user.id),
        key=new_public_id(),
        most=MOST_LINES_SHOWN,
        longest=LONGEST_FIX,
    )


def _make_choices(names: dict[int, str]) -> list[str]:
    """Names to choose from; of firms of the same name with their number."""
    borne = Counter(names.values())
    return [f"{name} #{number}" if borne[name] > 1 else name for number, name in names.items()]


MOST_PAIRS_SHOWN = 200


@dataclass(frozen=True, slots=True)
class RefusedPair:
    """A pair that was not arranged, and why."""

    first: MeetingCompany
    other: MeetingCompany
    why: str


@meetings.get("/events/<slug:event>/meetings/arranged")
@allow(*ARRANGER_ROLES, of=an_event)
def arranged(event: Event) -> ResponseReturnValue:
    if "run" not in request.args:
        return redirect(url_for("events.page", event=event))
    run = get_event_run(event.id, bulk.ARRANGE_JOB, request.args["run"], current_user.id)
    result: dict[str, Any] = run.result or {}
    made, refused = result.get("arranged", []), result.get("refused", [])
    undone, acted = bulk.is_undone(run), bulk.count_changed_meetings(run)
    mark_tab()
    return render_template(
        "meetings/arranged.html",
        event=event,
        run=run,
        made=list_meeting_lines(event.id, [number for number, _version in made[:MOST_PAIRS_SHOWN]]),
        refused=_list_refused(refused[:MOST_PAIRS_SHOWN]),
        counts=(len(made), len(refused)),
        undone=undone,
        acted=0 if undone else acted,
    )


@meetings.post("/events/<slug:event>/meetings/arranged/undo")
@allow(*ARRANGER_ROLES, of=an_event)
def undo_arranged(event: Event) -> ResponseReturnValue:
    """Call off all of them, as long as nobody has acted on one."""
    form = RunForm()
    if form.run.data is None:
        return redirect(url_for("events.page", event=event))
    run = get_event_run(event.id, bulk.ARRANGE_JOB, form.run.data, current_user.id)
    count = bulk.undo_arranging(run, by=current_user.id)
    flash(ngettext("%(num)d meeting is called off again.", "%(num)d meetings are called off again.", count), "good")
    return redirect(url_for("meetings.arranged", event=event, run=run.public_id), 303)


def mark_tab() -> None:
    """The tab of pages about bringing firms together: of the organizer, or of a chamber."""
    g.tab = "meetings.index" if Role.ORGANIZER in current_roles() else "meetings.delegation_requests"


def mark_group_tab() -> None:
    """The tab of a firm's pages: its own requests, or what the reader has in place of them."""
    if Role.COMPANY in current_roles():
        g.tab = "meetings.requests"
    else:
        mark_tab()


def _list_refused(rows: list[list[Any]]) -> list[RefusedPair]:
    names = get_company_names({registration_id for row in rows for registration_id in row[:2]})
    nobody = MeetingCompany(0, "–", "", Localized())
    return [
        RefusedPair(names.get(registration_id, nobody), names.get(other, nobody), explain_to_arranger(code, **details))
        for registration_id, other, code, details in rows
    ]
