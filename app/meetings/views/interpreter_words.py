"""What pages of interpreters say: between which languages one is needed, and why those who could do not come."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import gettext

from app.core.clock import Span
from app.core.web.locale import language
from app.core.web.translations import lazy_gettext as _l
from app.events.models import Interpreter
from app.meetings.forecast import Hour
from app.meetings.interpreting import Need
from app.meetings.placing import VoiceBar
from app.registrations.places import language_name

_BARS = {
    VoiceBar.TABLE: _l("%(name)s sits at another table"),
    VoiceBar.BUSY: _l("%(name)s works at another meeting then"),
    VoiceBar.AWAY: _l("%(name)s is not there then"),
    VoiceBar.PAUSE: _l("%(name)s needs a pause then"),
    VoiceBar.FAR: _l("%(name)s cannot walk there in time"),
}


def between(need: Need) -> str:
    """“Chinese – English”; a side that is not known is left out."""
    known = [sorted(side) for side in (need.one, need.other) if side]
    sides = ["/".join(language_name(code, language()) for code in side) for side in known]
    return " – ".join(sorted(sides)) or gettext("languages not known")


def whys(barred: Iterable[tuple[int, VoiceBar]], names: Mapping[int, str]) -> list[str]:
    """Why each of these interpreters cannot come, with its name."""
    return [str(_BARS[bar]) % {"name": names[one]} for one, bar in barred if one in names]


def is_ever_there(times: Iterable[Hour], interpreter: Interpreter) -> bool:
    """Whether any time for meetings lies within its hours."""
    hours = [Span(one.starts_at, one.ends_at) for one in interpreter.hours]
    return not hours or any(span.covers(time.slot.span) for time in times for span in hours)
