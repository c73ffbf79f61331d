"""Whole rows of models, by statements that are made once: the session's own objects, at a third of what they cost.

For each statement SQLAlchemy finds out anew how a row becomes an object; a booking reads six, with forty columns each.
What comes of it is the same: an object for each row that the session knows already, as it knows it; what it has
forgotten is read again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache, cached_property
from itertools import groupby
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import ColumnElement, FromClause, Select, Table, and_, bindparam, inspect, select
from sqlalchemy.orm import Mapper, Session
from sqlalchemy.orm.attributes import instance_dict, instance_state, set_committed_value

from app.db import Model, db, fetch, table_of

M = TypeVar("M", bound=Model)


class Whole(Generic[M]):
    """Rows of ``model``, each with what its relations named in ``joined`` lead to, which one foreign key tells.

    ``select`` is to be narrowed into a statement, once, by the columns of plain tables (``table_of``); ``of`` holds the
    joined ones by the names of the relations. Where a relation leads to a list, the rows of one must stand together, in
    the order of that list.
    """

    def __init__(self, model: type[M], **joined: type[Model]) -> None:
        table = table_of(model)
        self.own, self.of, source = _Part(model, 0), dict[str, FromClause](), cast(FromClause, table)
        self.joined, columns = dict[str, _Part](), [*table.c]
        for name, other in joined.items():
            self.of[name] = table_of(other).alias(f"its_{name}")
            self.joined[name] = _Part(other, len(columns))
            on, may_lack = _met(table, table_of(other), self.of[name])
            source = source.join(self.of[name], on, isouter=may_lack)
            columns += self.of[name].c
        self.select: Select[Any] = select(*columns).select_from(source)
        self._by_number = self.select.where(table.c.id == bindparam("number"))

    def all(self, statement: Select[Any], *, anew: bool = False, **values: Any) -> list[M]:
        """In the order of the statement; ``anew``: as the database has them now, whatever the session knew."""
        return list(self._objects(db.session(), fetch(statement, **values).all(), anew=anew))

    def one_or_none(self, statement: Select[Any], *, anew: bool = False, **values: Any) -> M | None:
        """The only one. Raises ValueError for several."""
        found = self.all(statement, anew=anew, **values)
        if len(found) > 1:
            raise ValueError("several rows where one was asked for")
        return found[0] if found else None

    def get(self, number: int) -> M | None:
        """The row of this id; the database is asked where the session does not know it."""
        found = db.session().identity_map.get(self.own.key(number))
        if found is not None and not instance_state(found).expired:
            return cast(M, found)
        return self.one_or_none(self._by_number, number=number)

    @cached_property
    def _lists(self) -> frozenset[str]:
        return frozenset(name for name in self.joined if self.own.mapper.relationships[name].uselist)

    def _objects(self, session: Session, rows: Sequence[Any], *, anew: bool) -> Iterator[M]:
        same = groupby(rows, self.own.number_in) if self._lists else ((None, (row,)) for row in rows)
        for _number, group in same:
            together = tuple(group)
            found = self.own.object(session, together[0], anew=anew)
            known = instance_dict(found)
            for name, part in self.joined.items():
                if name not in known:
                    others = [part.object(session, row, anew=anew) for row in together]
                    mine = [one for one in others if one is not None] if name in self._lists else others[0]
                    set_committed_value(found, name, mine)
            yield found


def listed(owner: Model, name: str) -> list[Any]:
    """``owner.name``, a list that a relation leads to, read by a statement that is made once where it is not known."""
    if name not in instance_dict(owner):
        rows, statement = _members(type(owner), name)
        set_committed_value(owner, name, rows.all(statement, owner=cast(Any, owner).id))
    return cast(list[Any], getattr(owner, name))


@cache
def _members(model: type[Model], name: str) -> tuple[Whole[Any], Select[Any]]:
    relation, table = inspect(model).relationships[name], table_of(model)
    rows = Whole(relation.mapper.class_)
    chosen = rows.select.where(relation.primaryjoin, table.c.id == bindparam("owner"))
    return rows, chosen.order_by(*(relation.order_by or ()))


class _Part:
    """Where the columns of a model stand in a row: from ``start`` on, in the order of its table."""

    def __init__(self, model: type[Model], start: int) -> None:
        columns = table_of(model).c
        self.model, self.start, self.end = model, start, start + len(columns)
        self.number = start + [column.name for column in columns].index("id")

    @cached_property
    def mapper(self) -> Mapper[Any]:
        return inspect(self.model)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the columns are called as attributes."""
        return tuple(self.mapper.get_property_by_column(column).key for column in table_of(self.model).c)

    @cached_property
    def relations(self) -> tuple[str, ...]:
        return tuple(self.mapper.relationships.keys())

    def number_in(self, row: Sequence[Any]) -> int | None:
        return cast("int | None", row[self.number])

    def key(self, number: int) -> tuple[type[Model], tuple[int], None]:
        """By which the session knows the row."""
        return self.model, (number,), None

    def object(self, session: Session, row: Sequence[Any], *, anew: bool) -> Any:
        """That of this row in the session; None where nothing was joined."""
        number = self.number_in(row)
        if number is None:
            return None
        values = dict(zip(self.names, row[self.start : self.end], strict=True))
        found = session.identity_map.get(self.key(number))
        if found is None:
            return self._made(session, number, values)
        state, known = instance_state(found), instance_dict(found)
        if anew:
            known.update(values)
            for name in self.relations:
                state._reset(known, name)
            state._commit_all(known, session.identity_map)
        elif forgotten := state.expired_attributes.intersection(values):
            known.update({name: values[name] for name in forgotten})
            state._commit(known, forgotten)
        return found

    def _made(self, session: Session, number: int, values: dict[str, Any]) -> Any:
        made = self.mapper.class_manager.new_instance()
        state, known = instance_state(made), instance_dict(made)
        state.key, state.session_id = self.key(number), session.hash_key
        known.update(values)
        cast(Any, session.identity_map)._add_unpresent(state, state.key)
        state._commit_all(known, session.identity_map)
        return made


def _met(table: Table, other: Table, alias: FromClause) -> tuple[ColumnElement[bool], bool]:
    """When a row of ``other`` belongs to one of ``table``, and whether one may lack it."""
    towards = [(one.parent, alias.c[one.column.name]) for one in table.foreign_keys if one.column.table is other]
    if towards:
        return and_(*(mine == theirs for mine, theirs in towards)), any(mine.nullable for mine, _theirs in towards)
    from_it = [(one.column, alias.c[one.parent.name]) for one in other.foreign_keys if one.column.table is table]
    return and_(*(mine == theirs for mine, theirs in from_it)), True
