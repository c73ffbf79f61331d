"""Take people out of texts, emails, files and jobs, in the caller's transaction; files follow by a job."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import JSON, ColumnElement, String, Table, and_, cast, delete, func, literal, or_, select, update

from app.core.db import Model, current_transaction, db, now
from app.core.erasure_marks import ErasureScope, Owner
from app.core.jobs import enqueue
from app.core.mail.delivery import quoted
from app.core.models import DigestLine, EmailOptOut, EmailPreference, IdempotencyKey, JobRun, Notice, Outbox, StoredFile
from app.core.personal_data import ERASED_NAME, PersonalTraces
from app.documents.ics import replace_texts

ERASURE_JOB: Final = "erase_files"
CALENDAR_COLUMN: Final = "calendar"
"""The columns of this name hold iCalendar text, in which names stand escaped and parted."""
EMPTY_TEXTS: Final = {"subject": "", "body": "", CALENDAR_COLUMN: None}


def erase_marked_columns(scope: ErasureScope) -> None:
    """Do what the marks of all columns say: delete or empty the rows of who goes, take names out of those of others."""
    files: set[int] = set()
    for table in reversed(Model.metadata.sorted_tables):
        emptied = empty_values(table)
        for mark, act in (("deleted_with", delete(table)), ("emptied_with", update(table).values(emptied))):
            if (owned := _owned_by_erased(table, mark, scope)) is not None:
                file_columns = [column for column in table.c if "file" in column.info]
                files |= {
                    number for column in file_columns for number in db.session.scalars(select(column).where(owned))
                }
                db.session.execute(act.where(owned))
        _clean_table(table, scope)
    db.session.expire_all()
    clear_files(files)


def empty_values(rows: type[Model] | Table) -> dict[str, Any]:
    """What is left in the columns of a row whose owner is erased."""
    return {column.name: column.info["erased_to"] for column in _table(rows).c if "erased_to" in column.info}


def names_in(rows: type[Model] | Table, becomes: str) -> list[str]:
    """The columns in which others may have named somebody."""
    return [column.name for column in _table(rows).c if column.info.get("names") == becomes]


def _owned_by_erased(table: Table, mark: str, scope: ErasureScope) -> ColumnElement[bool] | None:
    marked: list[tuple[ColumnElement[Any], Owner]] = [
        (column, owner) for column in table.c for owner in column.info.get(mark, ())
    ]
    conditions = [
        _is_within(table, scope.whole, ()) if owner == "whole" else column.in_(getattr(scope, owner))
        for column, owner in marked
        if getattr(scope, owner)
    ]
    return or_(*conditions) if conditions else None


def _is_within(table: Table, events: Collection[int], organisations: Collection[int]) -> ColumnElement[bool]:
    """Rows of these events; of tables that belong to no event, of these organisations. By the table's own column, or
    that of the table to which its first obligatory key points."""
    for name, ids in (("event_id", events), ("organisation_id", organisations)):
        if name in table.c:
            return table.c[name].in_(ids)
    column = next(column for column in table.c if column.foreign_keys and not column.nullable)
    parent = next(iter(column.foreign_keys)).column.table
    return column.in_(select(parent.c.id).where(_is_within(parent, events, organisations)))


def _clean_table(table: Table, scope: ErasureScope) -> None:
    removed, forgotten = names_in(table, "removed"), names_in(table, "forgotten")
    if not scope.traces or not (removed or forgotten):
        return
    within = _is_within(table, scope.events, scope.organisations)
    clean_rows(table, removed, within, traces=scope.traces)
    for column in (table.c[name] for name in forgotten):
        rows = db.session.execute(select(table.c.id, column).where(within, column.is_not(None))).all()
        named = [number for number, text in rows if scope.traces.is_mentioned_in(text)]
        db.session.execute(update(table).where(table.c.id.in_(named)).values({column.name: None}))


def _table(rows: type[Model] | Table) -> Table:
    return rows if isinstance(rows, Table) else Model.metadata.tables[rows.__tablename__]


def clean_rows(
    rows: type[Model] | Table, columns: Sequence[str], *where: ColumnElement[bool], traces: PersonalTraces
) -> int:
    """Take every trace out of these columns (texts or JSON) of the rows; how many rows changed."""
    if not columns or not traces.hints:
        return 0
    table = _table(rows)
    cells = [table.c[name] for name in columns]
    changed = 0
    for row in (
        db.session.execute(select(table.c.id, *cells).where(*where, _may_have_traces(cells, traces))).mappings().all()
    ):
        cleaned = {name: _without_traces(traces, name, row[name]) for name in columns if row[name] is not None}
        cleaned = {name: value for name, value in cleaned.items() if value != row[name]}
        if cleaned:
            db.session.execute(update(table).where(table.c.id == row["id"]).values(cleaned))
            changed += 1
    db.session.expire_all()
    return changed


def newest_email_id() -> int:
    """The number of the newest letter; those that an erasure causes come after it."""
    return db.session.scalar(select(func.max(Outbox.id))) or 0


def clean_emails(scope: ErasureScope, *, up_to: int) -> list[int]:
    """Emails to who was erased lose all, those that name them the names; of ``whole`` events all lose all. Only those
    up to the number ``up_to``. The numbers of the emails whose files must follow."""
    old = Outbox.id <= up_to
    of_erased = or_(
        Outbox.user_id.in_(scope.users),
        Outbox.recipient.in_(list(scope.traces.addresses)),
        Outbox.event_id.in_(scope.whole),
    )
    cleared = list(db.session.scalars(select(Outbox.id).where(old, of_erased)))
    by_them = select(Notice.id).where(Notice.user_id.in_(scope.users))
    unread = select(Outbox.id).where(old, Outbox.body == "", Outbox.notice_id.in_(by_them))
    touched = {*cleared, *db.session.scalars(unread)}
    if scope.traces.hints:
        in_scope = or_(Outbox.event_id.in_(scope.events), Outbox.event_id.is_(None))
        touched |= set(
            db.session.scalars(
                select(Outbox.id).where(
                    old, in_scope, _may_have_traces([Outbox.__table__.c[name] for name in EMPTY_TEXTS], scope.traces)
                )
            )
        )
    clear_emails(cleared)
    _clean_digest_lines(scope)
    clean_rows(Outbox, tuple(EMPTY_TEXTS), Outbox.id.in_(touched), traces=scope.traces)
    return sorted(touched)


def clean_quotations(
    subject: str, words: Mapping[int, Collection[str]], *, whole: Collection[int], by: Collection[int]
) -> None:
    """Emails and news about rows of the table ``subject`` that quote the ``words`` said there lose all; those that are
    still to go lose the quotation. Of the rows of ``whole``, and in what users of ``by`` caused, every quotation
    counts."""
    struck_from: dict[int, set[str]] = defaultdict(set)
    for line, about, user_id in _rows_with_quotations(DigestLine, subject, {*words, *whole}):
        struck = _quoted_lines(line.body, words.get(about, ()), all_quotations=about in whole or user_id in by)
        if struck and line.letter_id is not None:
            struck_from[line.letter_id] |= struck
        _remove_quotations(line, struck, waits=line.state == "waiting")
    for email, about, user_id in _rows_with_quotations(Outbox, subject, {*words, *whole}):
        struck_from[email.id] |= _quoted_lines(
            email.body, words.get(about, ()), all_quotations=about in whole or user_id in by
        )
    changed = sorted(email_id for email_id, struck in struck_from.items() if struck)
    for email in db.session.scalars(select(Outbox).where(Outbox.id.in_(changed))):
        _remove_quotations(email, struck_from[email.id], waits=email.state in ("held", "queued", "sending"))
    db.session.flush()
    if changed:
        enqueue_erasure_job(changed)


def _rows_with_quotations(model: Any, subject: str, about: Collection[int]) -> list[tuple[Any, int, int | None]]:
    """Letters or lines about these rows that quote anybody, with the number of the row and who caused them."""
    chosen = select(model, Notice.subject_id, Notice.user_id).join(Notice, Notice.id == model.notice_id)
    chosen = chosen.where(Notice.subject == subject, Notice.subject_id.in_(about), model.body.contains("> "))
    return [(row[0], row[1], row[2]) for row in db.session.execute(chosen)]


def _quoted_lines(body: str, words: Collection[str], *, all_quotations: bool) -> set[str]:
    """The lines of a letter that quote these words, or anybody's."""
    lines = {line.strip() for line in body.splitlines() if line.strip().startswith("> ")}
    return lines if all_quotations else lines & {line for text in words for line in quoted(text).splitlines()}


def _remove_quotations(email: Outbox | DigestLine, struck: Collection[str], *, waits: bool) -> None:
    if struck and waits:
        lines = email.body.split("\n")
        email.body = "\n".join(f"> {ERASED_NAME}" if line.strip() in struck else line for line in lines)
    elif struck:
        email.subject, email.body, email.calendar = "", "", None


def _clean_digest_lines(scope: ErasureScope) -> None:
    """News that wait for a digest, and what readers chose; of those that went the letter has the text."""
    of_erased = or_(
        DigestLine.user_id.in_(scope.users),
        DigestLine.recipient.in_(list(scope.traces.addresses)),
        DigestLine.event_id.in_(scope.whole),
    )
    nobody = {"user_id": None, "recipient": literal("erased-") + cast(DigestLine.id, String) + literal("@invalid")}
    waits = and_(of_erased, DigestLine.state == "waiting")
    db.session.execute(update(DigestLine).where(waits).values(state="dropped"))
    db.session.execute(update(DigestLine).where(of_erased).values(**EMPTY_TEXTS, **nobody))
    clean_rows(DigestLine, tuple(EMPTY_TEXTS), DigestLine.event_id.in_(scope.events), traces=scope.traces)
    for chosen in (EmailPreference, EmailOptOut):
        db.session.execute(delete(chosen).where(chosen.address.in_(list(scope.traces.addresses))))


def clear_emails(email_ids: Collection[int]) -> None:
    """Nothing of these letters stays but their kind, state and times; one that waits is not sent."""
    chosen = Outbox.id.in_(email_ids)
    waiting = and_(chosen, Outbox.state.in_(("held", "queued")))
    db.session.execute(update(Outbox).where(waiting).values(state="dropped", touched_at=now()))
    db.session.execute(update(Outbox).where(chosen).values(**EMPTY_TEXTS, user_id=None, recipient=erased_address()))
    db.session.expire_all()


def erased_address() -> ColumnElement[str]:
    """The address of a letter whose reader was erased: nobody's, and no other letter's."""
    return literal("erased-") + cast(Outbox.id, String) + literal("@invalid")


def forget_new_emails(*, up_to: int, traces: PersonalTraces) -> None:
    """What the erasure itself tells others is forgotten once it is sent: its text, and to whom if they were erased."""
    new = Outbox.id > up_to
    to_erased = Outbox.recipient.in_(list(traces.addresses))
    on_hold = and_(new, Outbox.state == "held")
    clean_rows(Outbox, tuple(EMPTY_TEXTS), on_hold, traces=traces)
    db.session.execute(update(Outbox).where(new, to_erased).values(forgets="all"))
    db.session.execute(
        update(Outbox).where(new, Outbox.recipient.not_in(list(traces.addresses))).values(forgets="text")
    )


def clear_files(file_ids: Collection[int]) -> int:
    """The bytes and the names of these files go; the rows stay, since logs point to them. How many."""
    chosen = select(StoredFile.id).where(StoredFile.id.in_(file_ids))
    present_ids = list(db.session.scalars(chosen))
    statement = update(StoredFile).where(StoredFile.id.in_(present_ids))
    db.session.execute(statement.values(content=b"", name=ERASED_NAME, expires_at=now(), sha256=""))
    return len(present_ids)


def clean_jobs_and_files(scope: ErasureScope) -> None:
    """Jobs, kept answers to posts and names of files."""
    db.session.execute(delete(IdempotencyKey).where(IdempotencyKey.user_id.in_(scope.users)))
    ended = JobRun.state.in_(("done", "failed", "stopped"))
    db.session.execute(
        delete(JobRun).where(ended, or_(JobRun.user_id.in_(scope.users), JobRun.event_id.in_(scope.whole)))
    )
    of_erased = or_(JobRun.event_id.in_(scope.events), JobRun.user_id.in_(scope.users))
    clean_rows(JobRun, ("arguments", "result"), of_erased, traces=scope.traces)
    names = or_(StoredFile.event_id.in_(scope.events), StoredFile.user_id.in_(scope.users))
    clean_rows(StoredFile, ("name",), names, traces=scope.traces)
    db.session.execute(
        update(StoredFile).where(StoredFile.event_id.in_(scope.whole)).values(content=b"", name=ERASED_NAME, sha256="")
    )


def enqueue_erasure_job(email_ids: Sequence[int]) -> None:
    """Let a job take the files of these letters, and what the database leaves behind on its disk."""
    current_transaction()
    enqueue(ERASURE_JOB, user_id=None, event_id=None, letters=list(email_ids))


def _may_have_traces(cells: Iterable[ColumnElement[Any]], traces: PersonalTraces) -> ColumnElement[bool]:
    """A condition that each row with a trace in one of the cells meets."""
    texts = [func.lower(_searchable_text(cell)) for cell in cells]
    return or_(*(text.contains(hint, autoescape=True) for text in texts for hint in traces.hints))


def _searchable_text(cell: ColumnElement[Any]) -> ColumnElement[Any]:
    """A calendar without the marks and line ends that stand within the words of others."""
    if getattr(cell, "name", "") == CALENDAR_COLUMN:
        for written, meant in (("\r\n ", ""), ("\\,", ","), ("\\;", ";"), ("\\\\", "\\")):
            cell = func.replace(cell, written, meant)
        return cell
    return cast(cell, String) if isinstance(cell.type, JSON) else cell


def _without_traces(traces: PersonalTraces, column: str, value: Any) -> Any:
    if column == CALENDAR_COLUMN and isinstance(value, str):
        return replace_texts(value, traces.remove_from)
    return traces.remove_from_all(value)
