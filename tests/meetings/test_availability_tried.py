"""Options and free times are those that trying every table and every pair of people finds."""

from dataclasses import dataclass
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from app.meetings.availability import get_common_slots, list_options, pick_seat
from app.meetings.occupancy import BookingParty, Occupancy, OccupiedSlot, TablePlace, UnavailableSlot
from tests.meetings.boards import EVE, NINE, SINGAPORE, day, meeting, span

TABLES = [TablePlace(1), TablePlace(2)]


def board(*claims, slots=None, **more) -> Occupancy:
    taken = [claim for one in claims for claim in one]
    return Occupancy.of(slots or day(3), TABLES, taken=taken, **{"seated": {SINGAPORE}, **more})


SLOTS, TABLE_IDS, MINE, THEIRS, STRANGERS = 6, (1, 2, 3), (101, 102), (201, 102), (301, 302)
HOST = BookingParty(30, SINGAPORE, STRANGERS, home_table_id=3)


@st.composite
def claims(draw) -> list[OccupiedSlot]:
    """Meetings of any people, none of whom, and no table, is taken twice in a slot."""
    used: set[tuple[int, str, int]] = set()
    taken: list[OccupiedSlot] = []
    for number in range(1, draw(st.integers(0, 12)) + 1):
        slot, table = draw(st.integers(1, SLOTS)), draw(st.sampled_from(TABLE_IDS))
        people = draw(st.sets(st.sampled_from([*MINE, *THEIRS, *STRANGERS]), min_size=2, max_size=2))
        wanted = {(slot, "table", table), *((slot, "person", person) for person in people)}
        if not wanted & used:
            used |= wanted
            taken += meeting(number, slot, *people, table=table)
    return taken


def absences() -> st.SearchStrategy[list[UnavailableSlot]]:
    everybody = [*MINE, *THEIRS, *STRANGERS]
    person = st.builds(UnavailableSlot, st.integers(1, SLOTS), representative_id=st.sampled_from(everybody))
    table = st.builds(UnavailableSlot, st.integers(1, SLOTS), table_id=st.sampled_from(TABLE_IDS))
    return st.lists(person | table, max_size=6)


def parties(number: int, group: int, people: tuple[int, ...]) -> st.SearchStrategy[BookingParty]:
    return st.builds(
        BookingParty,
        st.just(number),
        st.just(group),
        st.sampled_from([people, people[:1]]),
        home_table_id=st.sampled_from([None, 1]),
        windows=st.sampled_from([(), (span(2), span(3), span(4))]),
        away=st.sampled_from([(), (span(3),)]),
        meetings_left=st.sampled_from([None, 0, 1]),
    )


@dataclass(frozen=True)
class Tried:
    """A day as plain lists, and what trying everything finds in one slot."""

    taken: list[OccupiedSlot]
    away: list[UnavailableSlot]
    longest: int

    def rows(self) -> list[OccupiedSlot | UnavailableSlot]:
        return [*self.taken, *self.away]

    def is_idle(self, slot: int, person: int) -> bool:
        return not any(row.slot_id == slot and row.representative_id == person for row in self.rows())

    def can_send(self, firm: BookingParty, slot: int, person: int) -> bool:
        present = (not firm.windows or span(slot) in firm.windows) and span(slot) not in firm.away
        return present and firm.meetings_left != 0 and self.is_idle(slot, person) and self.keeps_run(slot, person)

    def keeps_run(self, slot: int, person: int) -> bool:
        sits = {row.slot_id for row in self.taken if row.representative_id == person} | {slot}
        runs = [range(a, b + 1) for a in range(1, slot + 1) for b in range(slot, SLOTS + 1)]
        return all(len(run) <= self.longest for run in runs if set(run) <= sits)

    def has_table(self, slot: int, table: int) -> bool:
        lent = table != HOST.home_table_id or not any(self.is_idle(slot, person) for person in STRANGERS)
        return lent and not any(row.slot_id == slot and row.table_id == table for row in self.rows())

    def seats(self, mine: BookingParty, theirs: BookingParty, slot: int) -> set[tuple[int, int, int]]:
        return {
            (table, one, two)
            for table, one, two in product(TABLE_IDS, mine.representatives, theirs.representatives)
            if one != two
            and self.has_table(slot, table)
            and self.can_send(mine, slot, one)
            and self.can_send(theirs, slot, two)
        }


@given(claims(), absences(), parties(10, 1, MINE), parties(20, 2, THEIRS), st.integers(1, 4))
def test_options_are_those_that_trying_everything_finds(taken, away, mine, theirs, longest):
    tables = [TablePlace(number) for number in TABLE_IDS]
    held = Occupancy.of(
        day(SLOTS),
        tables,
        taken=taken,
        away=away,
        seated={SINGAPORE},
        longest_run=longest,
        at_home=[HOST, mine, theirs],
    )
    tried = Tried(taken, away, longest)

    for option in list_options(held, mine, theirs, now=EVE):
        possible = tried.seats(mine, theirs, option.slot_id)

        assert option.is_free == bool(possible)
        assert option.tables_left == len({table for table, *_ in possible})
        if option.seat is not None:
            seat = option.seat
            assert (seat.table_id, seat.representative_id, seat.their_representative_id) in possible
            assert pick_seat(held, mine, theirs, option.slot_id, now=EVE) == seat


@given(claims(), absences(), parties(10, 1, MINE), parties(20, 2, (201,)))
def test_both_sides_see_the_same_free_slots(taken, away, mine, theirs):
    held = Occupancy.of(day(SLOTS), TABLES, taken=taken, away=away, seated={SINGAPORE})

    seen = [
        {o.slot_id for o in list_options(held, *pair, now=EVE) if o.is_free}
        for pair in ((mine, theirs), (theirs, mine))
    ]

    assert seen[0] == seen[1]


@given(
    claims(),
    absences(),
    parties(10, 1, MINE),
    parties(20, 2, (*THEIRS, 101)),
    st.integers(1, 4),
    st.booleans(),
    st.sampled_from([EVE, NINE]),
)
def test_times_together_are_the_free_options(taken, away, mine, theirs, longest, homes, moment):
    tables = [TablePlace(number) for number in TABLE_IDS]
    at_home = [HOST, mine, theirs] if homes else []
    held = Occupancy.of(day(SLOTS), tables, taken=taken, away=away, longest_run=longest, at_home=at_home)

    found = get_common_slots(held, mine, [theirs], now=moment)

    assert found == {20: tuple(each.slot_id for each in list_options(held, mine, theirs, now=moment) if each.is_free)}
