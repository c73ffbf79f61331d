"""Which firms and people of earlier sheets no longer stand in a later version of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from app.registrations.plan import ImportPlan, PlannedRow, RowVerdict

GONE_FOR: frozenset[str] = frozenset({"not_attending", "withdrawn", "struck_through"})
"""A row that is left out for one of these says that its firm does not come; any other row says that it does."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """A sheet that was imported before. ``companies``: whose rows stood in it; ``kept``: those that stood in a sheet
    before it and that somebody let stay when it was imported; None where nobody wrote that down."""

    batch_id: int
    companies: frozenset[int]
    kept: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """``earlier``: the newest sheet that this one is a later version of and that names one of the ``companies`` that
    no longer stand in it."""

    earlier: int
    companies: frozenset[int]


def gone_from(plan: ImportPlan, earlier: Iterable[Earlier], there: Collection[int]) -> Gone | None:
    """None where the sheet still names all of the earlier ones, newest first, that it is a later version of: of those
    that it shares at least half of the firms with that are still ``there`` (company ids). Who was let stay in one of
    them is not asked for again because of an older one."""
    standing, let_stay = standing_in(plan), frozenset[int]()
    named, gone = 0, frozenset[int]()
    for one in earlier:
        still = one.companies & frozenset(there)
        if not still or 2 * len(still & standing) < len(still):
            continue
        if found := still - standing - let_stay:
            named, gone = named or one.batch_id, gone | found
        if one.kept is None:
            break
        let_stay |= one.kept
    return Gone(named, gone) if gone else None


@dataclass(frozen=True, slots=True)
class EarlierPeople:
    """Whom (representatives' ids) an import wrote, and whom somebody let stay though it no longer named them."""

    wrote: frozenset[int]
    kept: frozenset[int] = frozenset()


def people_gone_from(plan: ImportPlan, earlier: Iterable[EarlierPeople]) -> dict[int, frozenset[int]]:
    """Company → its people who came by an earlier sheet (newest first) and whom this one no longer names, of the firms
    that it still names with somebody. Who was let stay since is not asked about again."""
    asked, let_stay = set[int](), set[int]()
    for one in earlier:
        asked |= one.wrote - let_stay
        let_stay |= one.kept
    found = {
        effect.company_id: frozenset(one.id for one in effect.before.people if one.id in asked) - effect.named
        for effect in plan.effects
        if effect.company_id is not None and effect.names_people
    }
    return {company: people for company, people in found.items() if people}


def standing_in(plan: ImportPlan) -> frozenset[int]:
    """The known companies that a row speaks of or may speak of, as long as a doubt is not settled."""
    return frozenset(company for row in plan.rows if (company := _known_in(row)) is not None)


def _known_in(row: PlannedRow) -> int | None:
    if row.verdict is RowVerdict.LEFT_OUT:
        return row.stands_for if row.left_out not in GONE_FOR else None
    if row.same_as is not None and row.same_as.company_id is not None:
        return row.same_as.company_id
    return int(row.key[1:]) if row.key.startswith("c") else None
