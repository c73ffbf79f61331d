"""What a line of a meeting's history tells besides the act: which times and tables, until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from app.core.web.locale import moment, moments
from app.meetings.history import Facts
from app.meetings.queries.histories import labels_of, times_of


@dataclass(frozen=True, slots=True)
class FactWords:
    """What the facts of a history are called: moments by slot, labels by table."""

    times: Mapping[int, str]
    tables: Mapping[int, str]

    @classmethod
    def of(cls, facts: Sequence[Facts]) -> FactWords:
        """A query for each kind that there is."""
        slots = {slot for one in facts for slot in (*one.times, one.slot_before, one.slot) if slot}
        tables = {table for one in facts for table in (one.table_before, one.table) if table}
        say = moments()
        times = times_of(slots) if slots else {}
        return cls({slot: say(starts) for slot, starts in times.items()}, labels_of(tables) if tables else {})

    def say(self, facts: Facts) -> str:
        """ "from 18 March 2027, 10:00 to 18 March 2027, 11:00 · table A1"; what is not there any more is left out."""
        return " · ".join(part for part in (*self._when(facts), self._where(facts)) if part)

    def _when(self, facts: Facts) -> Iterator[str]:
        yield str(gettext(", ")).join(self.times[slot] for slot in facts.times if slot in self.times)
        before, after = self.times.get(facts.slot_before or 0, ""), self.times.get(facts.slot or 0, "")
        yield (
            str(gettext("from %(before)s to %(after)s", before=before, after=after))
            if before and after
            else (after or before)
        )
        if facts.until is not None:
            yield str(gettext("until %(when)s", when=moment(facts.until)))
        if facts.days is not None:
            yield str(ngettext("%(num)d day more", "%(num)d days more", facts.days))

    def _where(self, facts: Facts) -> str:
        before, after = (self.tables.get(table or 0, "") for table in (facts.table_before, facts.table))
        if not after:
            return ""
        if before:
            return str(gettext("from table %(before)s to table %(after)s", before=before, after=after))
        return str(gettext("table %(table)s", table=after))
