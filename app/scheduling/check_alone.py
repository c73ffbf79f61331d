"""Rules that each meeting keeps by itself, each a generator of faults. Shares no code with any solver."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.scheduling.check_known import Fault, Known, Meeting


def _times(known: Known, meetings: Sequence[Meeting]) -> Iterator[Fault]:
    for one in meetings:
        if not all(known.joins(place) for place in one.places[1:]):
            yield Fault("too_long_for_the_day", one.id)
        if one.request.slots is not None and one.held.slot not in one.request.slots:
            yield Fault("slot_not_allowed", one.id, (one.held.slot,))


def _pairs(known: Known, meetings: Sequence[Meeting]) -> Iterator[Fault]:
    rules = known.problem.rules
    met = {frozenset(pair) for pair in known.problem.met}
    for one in meetings:
        asker, asked = one.request.asker, one.request.asked
        if rules is not None and (known.group[asker], known.group[asked]) not in rules:
            yield Fault("group_rule", one.id, (asker, asked))
        if frozenset((asker, asked)) in met:
            yield Fault("already_met", one.id, (asker, asked))


def _persons(known: Known, meetings: Sequence[Meeting]) -> Iterator[Fault]:
    for one in meetings:
        people = one.held.people or ()
        if len(set(people)) < 2:
            yield Fault("meets_oneself", one.id, people[:1])
        for person, firm in zip(people, (one.request.asker, one.request.asked), strict=True):
            if firm not in known.people[person].firms:
                yield Fault("stands_for_another_firm", one.id, (person, firm))
            if not known.usable(known.people[person].slots, one.places):
                yield Fault("person_not_free", one.id, (person,))
            yield from _called_away(known, one, person)


def _called_away(known: Known, one: Meeting, person: str) -> Iterator[Fault]:
    for item, place in known.away.get(person, ()):
        if place in one.places:
            yield Fault("programme", one.id, (person, item))


def _tables(known: Known, meetings: Sequence[Meeting]) -> Iterator[Fault]:
    kept: dict[str, str] = {}
    owners = {firm.table for firm in known.problem.firms if firm.table}
    for one in meetings:
        if one.held.table is None:
            continue
        table, host = known.tables[one.held.table], known.host(one.request)
        if not known.usable(table.slots, one.places):
            yield Fault("table_closed", one.id, (table.id,))
        own = known.firms[host].table if host else None
        if host is not None and table.id != (own or kept.setdefault(host, table.id)):
            yield Fault("away_from_its_table", one.id, (host, table.id))
        if own is None and table.id in owners:
            yield Fault("table_is_kept", one.id, (table.id,))
        sides = (None, known.group[one.request.asker], known.group[one.request.asked])
        if table.id != own and table.group not in sides:
            yield Fault("table_of_another_side", one.id, (table.id,))


def _interpreters(known: Known, meetings: Sequence[Meeting]) -> Iterator[Fault]:
    for one in meetings:
        need, name = one.request.need, one.held.interpreter
        if need is None or name is None:
            if need is not None or name is not None:
                yield Fault("no_interpreter" if need else "needs_no_interpreter", one.id)
            continue
        who = known.interpreters[name]
        speaks = set(need.languages) <= set(who.languages)
        knows = not who.sectors or need.sector is None or need.sector in who.sectors
        goes = not who.firms or {one.request.asker, one.request.asked} & set(who.firms)
        if not (speaks and knows and goes and who.table in (None, one.held.table)):
            yield Fault("wrong_interpreter", one.id, (name,))
        if not known.usable(who.slots, one.places):
            yield Fault("interpreter_not_there", one.id, (name,))
        if one.held.table is not None and not known.tables[one.held.table].chair:
            yield Fault("no_chair", one.id, (one.held.table,))


def _fixed(known: Known, meetings: Sequence[Meeting]) -> Iterator[Fault]:
    at = {one.id: one.held for one in meetings}
    for want in known.problem.fixed:
        held = at.get(want.request)
        said = [name for name in ("slot", "table", "people", "interpreter") if getattr(want, name) is not None]
        if held is None or any(getattr(held, name) != getattr(want, name) for name in said):
            yield Fault("not_as_fixed", want.request, (want.slot,))


RULES = (_times, _pairs, _persons, _tables, _interpreters, _fixed)
