"""Pairs from a sheet: upload, preview and fix, arrange all or none."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from io import BytesIO

from flask import redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, gettext
from flask_login import current_user
from flask_wtf.file import FileField, FileRequired

from app.accounts.permissions import Role
from app.companies.wording import company_label
from app.core.db import new_public_id, now
from app.core.errors import DomainError
from app.core.web import errors
from app.core.web.forms import Form, clean_text
from app.core.web.guards import allow, current_roles
from app.core.web.translations import lazy_gettext as _l
from app.documents.xlsx import WorkbookColumn, to_template
from app.events.models import Event
from app.events.scopes import an_event
from app.meetings.pair_words import KINDS
from app.meetings.queries.pair_names import ground_of
from app.meetings.queries.pairs import judge
from app.meetings.services import pairs as services
from app.meetings.services.requirements import may_arrange
from app.meetings.views.arranged import mark_tab
from app.meetings.views.blueprint import ARRANGERS, meetings
from app.registrations.queries import delegations_of

PAIRS = "/events/<slug:event>/meetings/pairs"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 200
LINES = 100
MOST_SHEETS = 100
_COLUMN = re.compile(r"column-([0-9]{1,3})-([0-9]{1,5})")
HEADERS = {
    "en": ("Company 企业", "Partner 洽谈对象", "Priority 优先级", "Time 时间", "Table 桌号"),
    "zh": ("企业 Company", "洽谈对象 Partner", "优先级 Priority", "时间 Time", "桌号 Table"),
    "fr": ("Entreprise 企业", "Partenaire 洽谈对象", "Priorité 优先级", "Créneau 时间", "Table 桌号"),
}


class SheetForm(Form):
    """What is wrong with the file is found by reading it."""

    file = FileField(_l("Your sheet of pairs"), [FileRequired(_l("Choose a file first."))])


@meetings.get(PAIRS)
@allow(*ARRANGERS, of=an_event)
def pairs(event: Event) -> ResponseReturnValue:
    """Choose a sheet; with ``?sheet=`` what each of its rows would do."""
    if "sheet" in request.args:
        return _preview(event, request.args["sheet"])
    return _choose(event, SheetForm())


@meetings.post(PAIRS)
@allow(*ARRANGERS, of=an_event)
def take_pairs(event: Event) -> ResponseReturnValue:
    """A sheet, or what was said of the rows of one; ``act`` arrange: all that are ready, or none."""
    if "sheet" in request.args:
        return _said(event, request.args["sheet"])
    form = SheetForm()
    if not form.validate():
        return _choose(event, form), 422
    sent = form.file.data
    try:
        kept = services.take_in(event, sent.read(), sent.filename or "", by=current_user.id)
    except DomainError as refused:
        form.file.errors = [errors.error_text(refused)]
        return _choose(event, form), errors.error_status(refused)
    return redirect(url_for("meetings.pairs", event=event, sheet=kept), 303)


@meetings.get(f"{PAIRS}/template")
@allow(*ARRANGERS, of=an_event)
def pairs_template(event: Event) -> ResponseReturnValue:  # noqa: ARG001
    """The sheet to start from, in the reader's language and Chinese (or English)."""
    locale = get_locale()
    language = locale.language if locale is not None and locale.language in HEADERS else "en"
    columns = [WorkbookColumn(header=header, width=28 if at < 2 else 16) for at, header in enumerate(HEADERS[language])]
    guide = [
        [gettext("Column"), gettext("What to write")],
        [HEADERS[language][0], gettext("A firm of the event, in any spelling.")],
        [HEADERS[language][1], gettext("The firm that it is to meet.")],
        [HEADERS[language][2], gettext("must, want or open; may be left empty.")],
        [HEADERS[language][3], gettext("The start of a time of the event, such as 14:30; may be left empty.")],
        [HEADERS[language][4], gettext("The table’s name, with a time; may be left empty.")],
    ]
    made = to_template(columns, name=gettext("Pairs"), guide_name=gettext("How to fill"), guide=guide, made_at=now())
    return send_file(BytesIO(made), mimetype=XLSX, as_attachment=True, download_name=f"qiao-pairs-{language}.xlsx")


def _choose(event: Event, form: SheetForm) -> str:
    mark_tab()
    return render_template("meetings/pairs.html", event=event, form=form, may_arrange=may_arrange(event))


def _said(event: Event, public_id: str) -> ResponseReturnValue:
    """Keep all that the preview's one form holds, whichever of its buttons was pressed."""
    if request.form.get("act") == "columns":
        services.say_columns(event, public_id, _columns_said(), by=current_user.id)
        return redirect(url_for("meetings.pairs", event=event, sheet=public_id), 303)
    numbers = request.form.getlist("row", type=int)
    typed = {
        at: {name: _typed(f"{name}-{at}") for name in services.FIXED if f"{name}-{at}" in request.form}
        for at in numbers
    }
    out = {at for at in numbers if request.form.get(f"out-{at}") == "yes"}
    services.say(event, public_id, typed, out, by=current_user.id)
    if request.form.get("act") == "arrange":
        key = clean_text(request.form.get("key")) or new_public_id()
        shown = set(request.form.get("shown", "").split())
        try:
            begun = services.begin(event, public_id, _mine(event), shown=shown, key=key, by=current_user.id)
        except services.NotAsShown as refused:
            return _preview(event, public_id, errors.error_text(refused), shown), errors.error_status(refused)
        except DomainError as refused:
            return _preview(event, public_id, errors.error_text(refused)), errors.error_status(refused)
        return redirect(url_for("jobs.show", public_id=begun), 303)
    return redirect(url_for("meetings.pairs", event=event, sheet=public_id), 303)


def _columns_said() -> list[dict[int, str]]:
    """Of each grid column → kind, as the selects of the preview are named."""
    said: list[dict[int, str]] = [{} for _ in range(MOST_SHEETS)]
    for name, kind in request.form.items():
        told = _COLUMN.fullmatch(name)
        if told is not None and int(told[1]) < MOST_SHEETS:
            said[int(told[1])][int(told[2])] = str(kind)
    return said


def _typed(name: str) -> str:
    return " ".join(str(clean_text(request.form[name][:LONGEST])).split())


def _mine(event: Event) -> list[int] | None:
    """The delegations whose firms the reader answers for; None for all firms."""
    if Role.ORGANIZER in current_roles():
        return None
    return [one.id for one in delegations_of(current_user.id, event)]


def _preview(event: Event, public_id: str, refusal: str = "", shown: Collection[str] | None = None) -> str:
    """``shown``: the marks of the rows that were shown as ready, where others are by now: these then come first."""
    file, sheet = services.sheet_of(event, public_id, by=current_user.id)
    ground = ground_of(event, _mine(event))
    found = judge(ground, sheet.as_fixed(), sheet.out)
    looks = [one for one in found if one.looks]
    marks = {one.index: services.mark_of(one) for one in found if one.is_ready}
    new = {at for at, mark in marks.items() if shown is not None and mark not in shown}
    names: dict[int, str] = {one: company_label(firm) for one, firm in ground.firms.items()}
    mark_tab()
    return render_template(
        "meetings/pairs_preview.html",
        event=event,
        file=file,
        refusal=refusal,
        looks=looks[:LINES],
        more_looks=max(0, len(looks) - LINES),
        ready=sorted((one for one in found if one.is_ready), key=lambda one: one.index not in new),
        new=new,
        shown=" ".join(marks.values()),
        left=[one for one in found if one.left],
        choices=_choices(names) if looks else [],
        several=len({row.sheet for row in sheet.rows}) > 1,
        grids=sheet.grids[:MOST_SHEETS],
        kinds=(*KINDS, ""),
        done=services.done_before(event, found, by=current_user.id),
        key=new_public_id(),
        most=LINES,
        longest=LONGEST,
    )


def _choices(names: dict[int, str]) -> list[str]:
    """Names to choose from; of firms of the same name with their number."""
    borne = Counter(names.values())
    return [f"{name} #{one}" if borne[name] > 1 else name for one, name in names.items()]
