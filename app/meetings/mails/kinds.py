"""The kinds of emails about meetings of two and about group meetings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from app.core.mail.kinds import EmailKind, declare_email_kinds


@dataclass(frozen=True, slots=True)
class MeetingEmailKind(EmailKind):
    """``entry``: of calendars, ``request`` or ``cancel``, that it brings; ``says_where``: it says when and where the
    meeting now is; ``needs_answer``: an action of its reader; ``link``: by which one answers without an account,
    ``answer`` or ``time``; ``names_actor``: it says who did it in a company's name; ``ends``: the kinds without which
    nobody need be told of it; ``holds``: what it says is void once the meeting has ended."""

    in_digest: bool = True
    entry: str = ""
    says_where: bool = False
    needs_answer: bool = False
    link: str = ""
    names_actor: bool = False
    ends: frozenset[str] = frozenset()
    holds: bool = False


def _meeting(
    name: str,
    audience: str,
    *ends: str,
    folder: str = "meetings",
    prefix: str = "meeting",
    in_digest: bool = True,
    entry: str = "",
    says_where: bool = False,
    needs_answer: bool = False,
    link: str = "",
    names_actor: bool = False,
    holds: bool = False,
) -> MeetingEmailKind:
    return MeetingEmailKind(
        f"{prefix}.{name}",
        audience,
        f"{folder}/{name}",
        in_digest=in_digest,
        entry=entry,
        says_where=says_where,
        needs_answer=needs_answer,
        link=link,
        names_actor=names_actor,
        ends=frozenset(f"{prefix}.{kind}" for kind in ends),
        holds=holds,
    )


_question = partial(_meeting, needs_answer=True, link="answer")
_standing = partial(_meeting, entry="request", says_where=True, holds=True)
_group = partial(_meeting, folder="group_meetings", prefix="round")
_group_question = partial(_group, needs_answer=True, says_where=True)
_group_standing = partial(_group, entry="request", says_where=True)

MEETING_EMAILS = declare_email_kinds(
    _question("asked", "who is asked"),
    _meeting("asked_for_you", "who asks"),
    _question("countered", "who asked", names_actor=True),
    _meeting("countered_for_you", "who proposes", names_actor=True),
    _meeting("times_gone", "who proposed", needs_answer=True),
    _meeting("recalled", "who asked", names_actor=True),
    _question("reminder", "who must answer"),
    _standing("accepted", "who asked", names_actor=True),
    _meeting("accepted_for_you", "who accepts", names_actor=True),
    _meeting("declined", "who asked", names_actor=True),
    _meeting("declined_for_you", "who declines", names_actor=True),
    _meeting("withdrawn", "who was asked", "asked", names_actor=True),
    _meeting("withdrawn_for_you", "who asked", "asked_for_you"),
    _meeting("expired", "who asked"),
    _meeting("times_expired", "who proposed"),
    _standing("arranged", "both", needs_answer=True),
    _meeting("arrangement_declined", "who arranged it", in_digest=False),
    _standing("booked", "both", names_actor=True),
    _standing("moved", "both", names_actor=True),
    _meeting("move_proposed", "the other", says_where=True, needs_answer=True, link="time", names_actor=True),
    _meeting("move_proposed_for_you", "who proposes", says_where=True, names_actor=True),
    _meeting("move_declined", "who proposed", says_where=True, names_actor=True),
    _meeting("move_declined_for_you", "who declines", says_where=True, names_actor=True),
    _meeting("move_withdrawn", "the other", "move_proposed", says_where=True, names_actor=True),
    _meeting("move_withdrawn_for_you", "who proposed", says_where=True, names_actor=True),
    _meeting("move_gone", "who proposed", says_where=True),
    _standing("reseated", "both"),
    _standing("seated", "both", names_actor=True),
    _standing("renamed", "both"),
    _standing("relinked", "both"),
    _meeting("interpreter", "both", says_where=True, holds=True),
    _meeting("unplaced", "both", entry="cancel", holds=True),
    _meeting("cancelled", "the other", "arranged", entry="cancel", names_actor=True),
    _meeting("called_off", "who calls off", "arranged", entry="cancel", names_actor=True),
)
GROUP_EMAILS = declare_email_kinds(
    _group_standing("opened", "host"),
    _group_question("invited", "who is invited"),
    _group_question("changed", "who is invited"),
    _group_question("reminder", "who is invited"),
    _group_question("freed", "who waits for a seat"),
    _group("lapsed", "host"),
    _group("uninvited", "who was invited", "invited"),
    _group_standing("seated", "guest"),
    _group("taken", "host", entry="request"),
    _group("declined", "host"),
    _group("guest_left", "host", entry="request"),
    _group_standing("guest_gone", "all there"),
    _group_standing("guest_changed", "all there"),
    _group("left", "guest", entry="cancel"),
    _group("removed", "guest", entry="cancel"),
    _group("lost", "guest", entry="cancel"),
    _group_standing("moved", "all there"),
    _group_standing("retitled", "all there"),
    _group_standing("reseated", "all there"),
    _group_standing("resized", "all there"),
    _group_standing("renamed", "all there"),
    _group_standing("relinked", "all there"),
    _group_standing("interpreter", "all there"),
    _group("called_off", "all there", entry="cancel"),
    _group("not_held", "who is invited"),
)
declare_email_kinds(
    EmailKind("agenda", "who asks for it, or all once it is published", "agenda"),
    EmailKind("meeting.no_longer", "former reader of a company's emails", "no_longer"),
    EmailKind("firm.table", "whose table it is", "kept_table", in_digest=True),
)
