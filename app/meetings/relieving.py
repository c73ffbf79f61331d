"""What becomes of the meetings of an interpreter who goes, or who works otherwise from now on: who steps in for whom.

One rule for the question and for the deed, so that what is confirmed is what happens.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app.meetings.board import Board, Party
from app.meetings.displaced import Sitting
from app.meetings.interpreting import Need, Voice, needs_of
from app.meetings.placing import VoiceBar, voice_bar, voice_comes, voices_for
from app.meetings.runs import SlotTime

NOBODY: Final = 0


@dataclass(frozen=True, slots=True)
class Relief:
    """A meeting that its interpreter cannot serve any more; ``by``: who steps in, None for nobody."""

    meeting_id: int
    by: int | None = None


def reliefs(
    board: Board, interpreter_id: int, sittings: Iterable[Sitting], parties: Mapping[int, Party]
) -> list[Relief]:
    """The meetings that this interpreter loses as the board knows it now (not at all: it goes), in the order given.

    ``sittings``: those at which it works. Time, table and people stay. The board is used up: who steps in is taken.
    """
    voice = next((one for one in board.voices if one.id == interpreter_id), None)
    found = []
    for one in sittings:
        firms, stretch = _around(board, one, parties)
        needs = needs_at(firms, one.people)
        board.release_voice(interpreter_id, one.slot_ids)
        if voice is not None and _can(board, voice, one, firms, needs, stretch):
            board.engage_voice(interpreter_id, one.slot_ids, one.meeting_id)
            continue
        by = _who_steps_in(board, interpreter_id, one, firms, needs, stretch)
        if by is not None:
            board.engage_voice(by, one.slot_ids, one.meeting_id)
        found.append(Relief(one.meeting_id, by))
    return found


@dataclass(frozen=True, slots=True)
class Renewal:
    """Who interprets at a meeting from now on (``by``) and who did ``before``, None for nobody."""

    meeting_id: int
    before: int | None
    by: int | None
    is_needed: bool

    @property
    def lacks(self) -> bool:
        return self.is_needed and self.by is None


def renewals(
    board: Board, sittings: Sequence[Sitting], parties: Mapping[int, Party], held: Mapping[int, int]
) -> list[Renewal]:
    """Who interprets at each of these meetings as people speak now, in the order given. ``held``: by meeting who does
    so far, and goes on wherever it can. The board is used up.
    """
    voices = {voice.id: voice for voice in board.voices}
    needed: dict[int, tuple[Need, ...]] = {}
    kept: set[int] = set()
    for one in sittings:  # those that need nobody any more, and whom they had, first: they may serve the others
        firms, stretch = _around(board, one, parties)
        needs = needed[one.meeting_id] = needs_at(firms, one.people)
        before = held.get(one.meeting_id)
        if before is None:
            continue
        board.release_voice(before, one.slot_ids)
        voice = voices.get(before) if needs else None
        if voice is not None and _can(board, voice, one, firms, needs, stretch):
            board.engage_voice(before, one.slot_ids, one.meeting_id)
            kept.add(one.meeting_id)
    found = []
    for one in sittings:
        before, needs = held.get(one.meeting_id), needed[one.meeting_id]
        by = before if one.meeting_id in kept else None
        if by is None and needs:
            firms, stretch = _around(board, one, parties)
            by = _who_steps_in(board, NOBODY, one, firms, needs, stretch)
            if by is not None:
                board.engage_voice(by, one.slot_ids, one.meeting_id)
        found.append(Renewal(one.meeting_id, before, by, bool(needs)))
    return found


def _around(board: Board, sitting: Sitting, parties: Mapping[int, Party]) -> tuple[list[Party], list[SlotTime]]:
    stretch = [slot for slot in board.slots if slot.id in sitting.slot_ids]
    return [parties[party] for party in sitting.parties], stretch


def engagements(board: Board, sittings: Iterable[Sitting], parties: Mapping[int, Party]) -> list[Relief]:
    """Who interprets at each of these meetings, which have nobody, in the order given; those that need nobody are left
    out. The board is used up: who is engaged is taken.
    """
    renewed = renewals(board, list(sittings), parties, held={})
    return [Relief(one.meeting_id, one.by) for one in renewed if one.is_needed]


def bars_at(board: Board, sitting: Sitting, parties: Mapping[int, Party]) -> list[tuple[int, VoiceBar]]:
    """Of a meeting at which nobody can interpret: whoever speaks what is needed and works for its firms, and why they
    cannot come."""
    firms, stretch = _around(board, sitting, parties)
    able = voices_for(board, firms, needs_at(firms, sitting.people))
    bars = ((one.id, voice_bar(board, one, sitting.table_id or 0, stretch)) for one in able)
    return [(one, bar) for one, bar in bars if bar is not None]


def needs_at(firms: Sequence[Party], people: Sequence[int]) -> tuple[Need, ...]:
    """Between whom it interprets: the people who sit there, whoever of the firm else."""
    speeches = []
    for party in firms:
        sits = next((person for person in people if person in party.representatives), 0)
        speeches.append(party.speech_of(sits))
    return needs_of(speeches[0], speeches[1:])


def _can(
    board: Board,
    voice: Voice,
    sitting: Sitting,
    firms: Sequence[Party],
    needs: Sequence[Need],
    stretch: Sequence[SlotTime],
) -> bool:
    """Whether it can go on; a meeting that needs nobody any more keeps whom it has."""
    ids = frozenset(party.registration_id for party in firms)
    if not voice.serves(ids) or not stretch or not all(need.is_met_by(voice.languages) for need in needs):
        return False
    return voice_comes(board, voice, sitting.table_id or 0, stretch)


def _who_steps_in(
    board: Board,
    gone: int,
    sitting: Sitting,
    firms: Sequence[Party],
    needs: Sequence[Need],
    stretch: Sequence[SlotTime],
) -> int | None:
    if not needs or not stretch:
        return None
    able = (one for one in voices_for(board, firms, needs) if one.id != gone)
    return next((one.id for one in able if voice_comes(board, one, sitting.table_id or 0, stretch)), None)
