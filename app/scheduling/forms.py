"""What a planner fills in before planning, read leniently: what is not offered counts as not chosen."""

from __future__ import annotations

from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from app.kernel.whole import an_id
from app.scheduling.asked import SECONDS, USUAL_SECONDS, Settings, Supposed


def settings_in(form: MultiDict[str, str], *, slots: Mapping[int, object]) -> Settings:
    """``slots``: those of the event, of which a late firm names one."""
    seconds = form.get("seconds", USUAL_SECONDS, type=int)
    late, since = form.get("late", type=an_id), form.get("late_from", type=an_id)
    return Settings(
        seconds=seconds if seconds in SECONDS else USUAL_SECONDS,
        keep_tables=form.get("keep_tables") == "1",
        unanswered=form.get("unanswered") == "1",
        locks_of=form.get("locks_of", type=an_id),
        seed=max(0, min(form.get("seed", 0, type=int), 10**6)),
        supposed=Supposed(
            people=frozenset(form.getlist("person", type=an_id)),
            tables=frozenset(form.getlist("table", type=an_id)),
            late={late: since} if late is not None and since is not None and since in slots else {},
        ),
    )
