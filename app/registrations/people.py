"""The people of a sheet's row among those a firm already has: who is meant, what is new about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.companies.names.parsing import compact, has_chinese
from app.registrations.fields import Field
from app.registrations.generic import is_generic
from app.registrations.held import Held, Person, differs, is_blank
from app.registrations.places import languages_in
from app.registrations.same_person import is_another

F = Field

_COLUMNS: Final = {
    F.SALUTATION: "salutation",
    F.FAMILY_NAME: "family_name",
    F.GIVEN_NAME: "given_name",
    F.REPRESENTATIVE: "display_name",
    F.REPRESENTATIVE_ZH: "name_zh",
    F.TITLE: "title",
    F.TITLE_ZH: "title_zh",
    F.EMAIL: "email",
    F.PHONE: "phone",
    F.WECHAT: "wechat",
    F.DIETARY: "dietary",
    F.LANGUAGES: "languages",
    F.VIP: "vip",
}
PERSON_FIELDS: Final = tuple(_COLUMNS)
"""All that a row says of its first person."""
ABSENT: Final = "absent"
"""Names, among what changes, the half days at which somebody is not there."""
MORE_TITLES: Final = "more_titles"
"""Name of the answer and of the note where rows give one person two job titles."""
_FIELDS: Final = {column: field for field, column in _COLUMNS.items()}


@dataclass(frozen=True, slots=True)
class Brought:
    """``changed``: fields of people; ``representative`` for one who is new. ``people``: their positions,
    in the order of the row; ``notes``: of what is kept besides."""

    changed: tuple[str, ...] = ()
    people: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


def bring(
    first: Mapping[str, Any], more: Iterable[Mapping[str, Any]], after: Held, touched: set[int], *, again: bool = False
) -> Brought:
    """Put the row's people among the firm's. ``touched``: positions of those whom earlier rows have spoken of; their
    words stand, unless somebody speaks ``again`` of the same."""
    changed: list[str] = []
    notes: list[str] = []
    positions = []
    for values in (first, *more):
        said = _person(values)
        if not said:
            continue
        at = _who(said, after.people, touched)
        if at is None and is_generic(said) and after.people:
            _keep_contact(said, values, after)
            continue
        if at is None and (stand_in := _stand_in(after.people)) is not None:
            _keep_contact(after.people[stand_in].values, {}, after)
            after.people[stand_in] = Person(None, said | _absent(values))
            at = stand_in
            changed.append(F.REPRESENTATIVE)
        elif at is None:
            after.people.append(Person(None, said | _absent(values)))
            at = len(after.people) - 1
            changed.append(F.REPRESENTATIVE)
        else:
            told = (at in touched and not again) or after.own_words
            changed += _update(after.people[at], said, after, gaps_only=told)
            changed += _stay_away(after.people[at], values) if not told else []
            notes += _keep_titles(after.people[at], said, after) if at in touched else []
        touched.add(at)
        positions.append(at)
        _keep_more(values, after, after.people[at])
    return Brought(tuple(dict.fromkeys(changed)), tuple(positions), tuple(dict.fromkeys(notes)))


def _absent(values: Mapping[str, Any]) -> dict[str, Any]:
    """The half days at which somebody new is not there."""
    said = values.get("half_days")
    return {"absent": list(said.missed)} if said is not None and said.missed else {}


def _stay_away(person: Person, values: Mapping[str, Any]) -> list[str]:
    """The same of who is known already: what the sheet asks of is as it says, all else as it was."""
    said = values.get("half_days")
    before = person.values.get("absent") or []
    if said is None or (after := said.after(before)) == sorted(before):
        return []
    person.values["absent"] = after
    return [ABSENT]


def _stand_in(people: list[Person]) -> int | None:
    """A mailbox or a desk that this import has put in a person's place, since the firm had nobody."""
    return next((at for at, one in enumerate(people) if one.id is None and is_generic(one.values)), None)


def _keep_contact(said: Mapping[str, Any], values: Mapping[str, Any], after: Held) -> None:
    """A contact that is no person is the firm's: its address and number are kept beside its people's."""
    for column, name in (("email", "more_emails"), ("phone", "more_phones")):
        for value in (said.get(column), *values.get(name, [])):
            if value:
                _keep(after, name, str(value))


def _person(values: Mapping[str, Any]) -> dict[str, Any]:
    """Column → value of what the row says about a person; empty unless it tells somebody apart."""
    said = {column: values[field] for field, column in _COLUMNS.items() if not is_blank(values.get(field))}
    if "languages" in said:
        codes, _ = languages_in(str(said.pop("languages")))
        said |= {"languages": list(codes)} if codes else {}
    if "display_name" not in said:
        parts = [said.get("given_name", ""), said.get("family_name", "")]
        full = " ".join(filter(None, parts)) or said.get("name_zh", "")
        said |= {"display_name": full} if full else {}
    if has_chinese(said.get("title", "")) and "title_zh" not in said:
        said["title_zh"] = said["title"]
    telling = said.keys() & {"display_name", "email", "phone", "wechat"}
    if telling and "display_name" not in said:
        said["display_name"] = next(said[column] for column in ("title", "email", "phone", "wechat") if column in said)
    return said if telling else {}


def _who(said: Mapping[str, Any], people: list[Person], touched: set[int]) -> int | None:
    """The same e-mail, unless it is shared with somebody of another name; else the same name unless this sheet gave
    that one another address, else the same number."""
    shared = [at for at, one in enumerate(people) if _same_address(said, one.values)]
    for at in sorted(shared, key=lambda at: not _same_name(said, people[at].values)):
        if not is_another(said, people[at].values, beside=at in touched):
            return at
    for at, one in enumerate(people):
        apart = said.get("email") and one.values.get("email") and at in touched
        if _same_name(said, one.values) and not apart:
            return at
    for at, one in enumerate(people):
        alike = said.get("phone") and not differs("phone", said["phone"], one.values.get("phone"))
        if alike and compact(said["display_name"]) in ("", compact(said.get("phone", ""))):
            return at
    return None


def _same_address(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return bool(one.get("email")) and one["email"] == (other.get("email") or "").lower()


def _same_name(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    names = {compact(one.get("display_name") or ""), compact(one.get("name_zh") or "")} - {""}
    return bool(names & {compact(other.get("display_name") or ""), compact(other.get("name_zh") or "")})


def _update(person: Person, said: Mapping[str, Any], after: Held, *, gaps_only: bool) -> list[str]:
    changed = []
    for column, value in said.items():
        old = person.values.get(column)
        if not differs(column, value, old):
            continue
        if gaps_only and not is_blank(old):
            if column in ("email", "phone"):
                _keep(after, f"more_{column}s", str(value))
            continue
        person.values[column] = value
        changed.append(str(_FIELDS[column]))
    return changed


def _keep_titles(person: Person, said: Mapping[str, Any], after: Held) -> list[str]:
    """Another row's job title of the same person is an answer too; the note that tells it."""
    known = {compact(person.values.get(column) or "") for column in ("title", "title_zh")}
    more = [said[column] for column in ("title", "title_zh") if column in said and compact(said[column]) not in known]
    for title in more:
        _keep(after, MORE_TITLES, str(title))
    return [MORE_TITLES] if more else []


def _keep_more(values: Mapping[str, Any], after: Held, person: Person) -> None:
    for name, column in (("more_emails", "email"), ("more_phones", "phone")):
        for value in values.get(name, []):
            if value != person.values.get(column):
                _keep(after, name, value)


def _keep(after: Held, name: str, value: str) -> None:
    """Second addresses, numbers and titles are answers of the registration: nothing that the sheet says is lost."""
    kept = list(after.answers.get(name) or [])
    if value not in kept:
        after.answers[name] = [*kept, value]
