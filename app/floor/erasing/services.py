"""Take people out of texts, letters, files and jobs. The caller holds the transaction.

What the database holds goes with the transaction. Letters that lie as files go by a job, which the transaction writes
down: it is begun again until it is done, whatever dies meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import JSON, ColumnElement, String, Table, and_, cast, delete, func, literal, or_, select, update

from app.db import db, now, running
from app.documents.ics_texts import with_texts
from app.floor.erasing.whose import Whose
from app.floor.jobs import enqueue
from app.floor.mail.wording import quoted
from app.floor.models import IdempotencyKey, JobRun, LetterChoice, LetterLine, LetterRefusal, Notice, Outbox, StoredFile
from app.kernel.traces import NOBODY, Traces

JOB: Final = "erase_files"
CALENDAR: Final = "calendar"
"""The columns of this name hold iCalendar text, in which names stand escaped and parted."""
EMPTY: Final = {"subject": "", "body": "", CALENDAR: None}


def clean_rows(model: Any, columns: Sequence[str], *where: ColumnElement[bool], traces: Traces) -> int:
    """Take every trace out of these columns (texts or JSON) of the rows; how many rows changed."""
    if not traces or not traces.hints:
        return 0
    table: Table = model.__table__
    cells = [table.c[name] for name in columns]
    changed = 0
    for row in db.session.execute(select(table.c.id, *cells).where(*where, _perhaps(cells, traces))).mappings().all():
        cleaned = {name: _without(traces, name, row[name]) for name in columns if row[name] is not None}
        cleaned = {name: value for name, value in cleaned.items() if value != row[name]}
        if cleaned:
            db.session.execute(update(table).where(table.c.id == row["id"]).values(cleaned))
            changed += 1
    db.session.expire_all()
    return changed


def newest_letter() -> int:
    """The number of the newest letter; those that an erasure causes come after it."""
    return db.session.scalar(select(func.max(Outbox.id))) or 0


def clean_letters(whose: Whose, *, up_to: int) -> list[int]:
    """Letters to who was erased lose all, those that name them the names; of ``whole`` events all lose all. Only those
    up to the number ``up_to``. The numbers of the letters whose files must follow."""
    old = Outbox.id <= up_to
    theirs = or_(
        Outbox.user_id.in_(whose.users),
        Outbox.recipient.in_(list(whose.traces.addresses)),
        Outbox.event_id.in_(whose.whole),
    )
    gone = list(db.session.scalars(select(Outbox.id).where(old, theirs)))
    by_them = select(Notice.id).where(Notice.user_id.in_(whose.users))
    unread = select(Outbox.id).where(old, Outbox.body == "", Outbox.notice_id.in_(by_them))
    touched = {*gone, *db.session.scalars(unread)}
    if whose.traces.hints:
        here = or_(Outbox.event_id.in_(whose.events), Outbox.event_id.is_(None))
        touched |= set(
            db.session.scalars(select(Outbox.id).where(old, here, _perhaps(_texts_of_letters(), whose.traces)))
        )
    seal_off(gone)
    _clean_lines(whose)
    clean_rows(Outbox, tuple(EMPTY), Outbox.id.in_(touched), traces=whose.traces)
    return sorted(touched)


def empty_quoting(
    subject: str, words: Mapping[int, Collection[str]], *, whole: Collection[int], by: Collection[int]
) -> None:
    """Letters and news about rows of the table ``subject`` that quote the ``words`` said there lose all; those that are
    still to go lose the quotation. Of the rows of ``whole``, and in what users of ``by`` caused, every quotation
    counts."""
    struck_from: dict[int, set[str]] = defaultdict(set)
    for line, about, user_id in _quoting(LetterLine, subject, {*words, *whole}):
        struck = _quotations(line.body, words.get(about, ()), every=about in whole or user_id in by)
        if struck and line.letter_id is not None:
            struck_from[line.letter_id] |= struck
        _take_out(line, struck, waits=line.state == "waiting")
    for letter, about, user_id in _quoting(Outbox, subject, {*words, *whole}):
        struck_from[letter.id] |= _quotations(letter.body, words.get(about, ()), every=about in whole or user_id in by)
    changed = sorted(letter_id for letter_id, struck in struck_from.items() if struck)
    for letter in db.session.scalars(select(Outbox).where(Outbox.id.in_(changed))):
        _take_out(letter, struck_from[letter.id], waits=letter.state in ("held", "queued", "sending"))
    db.session.flush()
    if changed:
        clean_afterwards(changed)


def _quoting(model: Any, subject: str, about: Collection[int]) -> list[tuple[Any, int, int | None]]:
    """Letters or lines about these rows that quote anybody, with the number of the row and who caused them."""
    chosen = select(model, Notice.subject_id, Notice.user_id).join(Notice, Notice.id == model.notice_id)
    chosen = chosen.where(Notice.subject == subject, Notice.subject_id.in_(about), model.body.contains("> "))
    return [(row[0], row[1], row[2]) for row in db.session.execute(chosen)]


def _quotations(body: str, words: Collection[str], *, every: bool) -> set[str]:
    """The lines of a letter that quote these words, or anybody's."""
    lines = {line.strip() for line in body.splitlines() if line.strip().startswith("> ")}
    return lines if every else lines & {line for text in words for line in quoted(text).splitlines()}


def _take_out(letter: Outbox | LetterLine, struck: Collection[str], *, waits: bool) -> None:
    if struck and waits:
        lines = letter.body.split("\n")
        letter.body = "\n".join(f"> {NOBODY}" if line.strip() in struck else line for line in lines)
    elif struck:
        letter.subject, letter.body, letter.calendar = "", "", None


def _clean_lines(whose: Whose) -> None:
    """News that wait for a digest, and what readers chose; of those that went the letter has the text."""
    theirs = or_(
        LetterLine.user_id.in_(whose.users),
        LetterLine.recipient.in_(list(whose.traces.addresses)),
        LetterLine.event_id.in_(whose.whole),
    )
    nobody = {"user_id": None, "recipient": literal("erased-") + cast(LetterLine.id, String) + literal("@invalid")}
    waits = and_(theirs, LetterLine.state == "waiting")
    db.session.execute(update(LetterLine).where(waits).values(state="dropped"))
    db.session.execute(update(LetterLine).where(theirs).values(**EMPTY, **nobody))
    clean_rows(LetterLine, tuple(EMPTY), LetterLine.event_id.in_(whose.events), traces=whose.traces)
    for chosen in (LetterChoice, LetterRefusal):
        db.session.execute(delete(chosen).where(chosen.address.in_(list(whose.traces.addresses))))


def seal_off(letters: Collection[int]) -> None:
    """Nothing of these letters stays but their kind, state and times; one that waits is not sent."""
    one = Outbox.id.in_(letters)
    waiting = and_(one, Outbox.state.in_(("held", "queued")))
    db.session.execute(update(Outbox).where(waiting).values(state="dropped", touched_at=now()))
    db.session.execute(update(Outbox).where(one).values(**EMPTY, user_id=None, recipient=nowhere()))
    db.session.expire_all()


def nowhere() -> ColumnElement[str]:
    """The address of a letter whose reader was erased: nobody's, and no other letter's."""
    return literal("erased-") + cast(Outbox.id, String) + literal("@invalid")


def forget_new_letters(*, up_to: int, traces: Traces) -> None:
    """What the erasure itself tells others is forgotten once it is sent: its text, and to whom if they were erased."""
    new = Outbox.id > up_to
    theirs = Outbox.recipient.in_(list(traces.addresses))
    held = and_(new, Outbox.state == "held")
    clean_rows(Outbox, tuple(EMPTY), held, traces=traces)
    db.session.execute(update(Outbox).where(new, theirs).values(forgets="all"))
    db.session.execute(
        update(Outbox).where(new, Outbox.recipient.not_in(list(traces.addresses))).values(forgets="text")
    )


def empty_files(file_ids: Collection[int]) -> int:
    """The bytes and the names of these files go; the rows stay, since logs point to them. How many."""
    chosen = select(StoredFile.id).where(StoredFile.id.in_(file_ids))
    found = list(db.session.scalars(chosen))
    gone = update(StoredFile).where(StoredFile.id.in_(found))
    db.session.execute(gone.values(content=b"", name=NOBODY, expires_at=now(), sha256=""))
    return len(found)


def clean_work(whose: Whose) -> None:
    """Jobs, kept answers to posts and names of files."""
    db.session.execute(delete(IdempotencyKey).where(IdempotencyKey.user_id.in_(whose.users)))
    ended = JobRun.state.in_(("done", "failed", "stopped"))
    db.session.execute(
        delete(JobRun).where(ended, or_(JobRun.user_id.in_(whose.users), JobRun.event_id.in_(whose.whole)))
    )
    theirs = or_(JobRun.event_id.in_(whose.events), JobRun.user_id.in_(whose.users))
    clean_rows(JobRun, ("arguments", "result"), theirs, traces=whose.traces)
    names = or_(StoredFile.event_id.in_(whose.events), StoredFile.user_id.in_(whose.users))
    clean_rows(StoredFile, ("name",), names, traces=whose.traces)
    db.session.execute(
        update(StoredFile).where(StoredFile.event_id.in_(whose.whole)).values(content=b"", name=NOBODY, sha256="")
    )


def clean_afterwards(letters: Sequence[int]) -> None:
    """Let a job take the files of these letters, and what the database leaves behind on its disk."""
    running()
    enqueue(JOB, user_id=None, event_id=None, letters=list(letters))


def _texts_of_letters() -> list[ColumnElement[Any]]:
    return [Outbox.__table__.c[name] for name in EMPTY]


def _perhaps(cells: Iterable[ColumnElement[Any]], traces: Traces) -> ColumnElement[bool]:
    """A condition that each row with a trace in one of the cells meets."""
    texts = [func.lower(_as_text(cell)) for cell in cells]
    return or_(*(text.contains(hint, autoescape=True) for text in texts for hint in traces.hints))


def _as_text(cell: ColumnElement[Any]) -> ColumnElement[Any]:
    """A calendar without the marks and line ends that stand within the words of others."""
    if getattr(cell, "name", "") == CALENDAR:
        for written, meant in (("\r\n ", ""), ("\\,", ","), ("\\;", ";"), ("\\\\", "\\")):
            cell = func.replace(cell, written, meant)
        return cell
    return cast(cell, String) if isinstance(cell.type, JSON) else cell


def _without(traces: Traces, column: str, value: Any) -> Any:
    if column == CALENDAR and isinstance(value, str):
        return with_texts(value, traces.out_of)
    return traces.out_of_all(value)
