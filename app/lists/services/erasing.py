"""What becomes of lists when somebody is erased: files that hold them go, the log of exports stays without values.
The caller holds the transaction."""

from __future__ import annotations

from sqlalchemy import delete, or_, select, update

from app.core.db import db
from app.core.erasure import clean_rows, clear_files
from app.lists.models import ExportLog, ExportRow, SavedView
from app.registrations.erasure import Erasure


def forget(erasure: Erasure) -> None:
    rows = or_(ExportRow.representative_id.in_(erasure.people), ExportRow.registration_id.in_(erasure.registrations))
    exports = select(ExportRow.export_id).where(rows)
    held = or_(ExportLog.id.in_(exports), ExportLog.event_id.in_(erasure.whole))
    files = db.session.scalars(select(ExportLog.file_id).where(held, ExportLog.file_id.is_not(None))).all()
    clear_files([one for one in files if one is not None])
    gone = or_(rows, ExportRow.export_id.in_(select(ExportLog.id).where(ExportLog.event_id.in_(erasure.whole))))
    db.session.execute(update(ExportRow).where(gone).values(marks=None))
    _clean_log(erasure)
    _clean_views(erasure)


def _clean_log(erasure: Erasure) -> None:
    """Who took the list, when and for what stays; names in its filter, its reason and its recipient go."""
    over = ExportLog.event_id.in_(erasure.whole)
    db.session.execute(update(ExportLog).where(over).values(reason=None, recipient=None, filters={}))
    here = ExportLog.event_id.in_(erasure.events)
    clean_rows(ExportLog, ("reason", "recipient", "filters"), here, traces=erasure.traces)


def _clean_views(erasure: Erasure) -> None:
    """Views that nobody else saw go with who kept them."""
    own = (SavedView.user_id.in_(erasure.users), SavedView.shared == "private")
    gone = or_(SavedView.event_id.in_(erasure.whole), (own[0] & own[1]))
    db.session.execute(delete(SavedView).where(gone))
    here = SavedView.event_id.in_(erasure.events)
    for view in db.session.scalars(select(SavedView).where(here)).all():
        if erasure.traces.is_mentioned_in(view.name):  # names of one owner differ
            view.name = f"{erasure.traces.remove_from(view.name)} {view.id}"
    db.session.flush()
    clean_rows(SavedView, ("settings",), here, traces=erasure.traces)
