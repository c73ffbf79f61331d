"""Which rows of the database are about a person: the columns that point to them, and those that say who acted."""

from __future__ import annotations

from collections.abc import Mapping

ABOUT: Mapping[str, tuple[tuple[str, str], ...]] = {
    "users": (
        ("memberships", "user_id"),
        ("event_roles", "user_id"),
        ("company_users", "user_id"),
        ("delegations", "head_user_id"),
        ("delegations", "deputy_user_id"),
        ("representatives", "user_id"),
        ("join_requests", "user_id"),
        ("firm_links", "claimed_by"),
        ("outbox", "user_id"),
        ("letter_lines", "user_id"),
        ("calendar_feeds", "user_id"),
        ("private_notes", "user_id"),
        ("notices", "user_id"),
        ("export_log", "user_id"),
        ("import_batches", "user_id"),
        ("saved_views", "user_id"),
        ("stored_files", "user_id"),
        ("job_runs", "user_id"),
    ),
    "representatives": (
        ("representations", "representative_id"),
        ("answers", "representative_id"),
        ("consents", "representative_id"),
        ("delegation_roles", "representative_id"),
        ("bus_seats", "representative_id"),
        ("unavailabilities", "representative_id"),
        ("claims", "representative_id"),
        ("check_ins", "representative_id"),
        ("export_rows", "representative_id"),
    ),
}
"""By what is pointed to, in the order in which the file tells it: (table, column)."""

OF_FIRMS = (
    ("company_certificates", "company_id"),
    ("company_markets", "company_id"),
    ("company_products", "company_id"),
    ("company_references", "company_id"),
)
"""What the firms show that a person acts for."""

NOT_ABOUT = frozenset(
    {
        ("answers", "answered_by"),
        ("arrivals", "settled_by"),
        ("bus_seats", "boarded_by"),
        ("check_ins", "recorded_by"),
        ("check_ins", "greeted_by"),
        ("check_ins", "undone_by"),
        ("consents", "recorded_by"),
        ("company_distinct", "said_by"),
        ("company_merges", "merged_by"),
        ("company_merges", "undone_by"),
        ("drafts", "made_by"),
        ("join_requests", "answered_by"),
        ("late_words", "said_by"),
        ("meetings", "arranged_by"),
        ("messages", "written_by"),
        ("paper_runs", "made_by"),
        ("outcome_confirmations", "confirmed_by"),
        ("outcomes", "said_by"),
        ("placements", "person_id"),
        ("placements", "other_person_id"),
        ("sheet_memories", "said_by"),
        ("shifts", "shifted_by"),
        ("shifts", "undone_by"),
        ("idempotency_keys", "user_id"),
    }
)
"""Who acted about somebody else, which the notices tell without that person's data; copies of answers to acts that are
kept for a week; and drafts of a timetable, which its planner alone sees: what is published of one stands as claims."""

LEFT_OUT = frozenset(
    {"password_hash", "session_version", "body", "calendar", "content", "sealed", "code", "mark", "sheets", "choices"}
    | {"fixes", "written"}
)
"""Columns that would let somebody in, that only the gate may read, or that hold the data of other people."""

NAMES: Mapping[str, tuple[str, ...]] = {
    "events": ("name_en", "name_zh", "name_fr"),
    "organisations": ("name_en", "name_zh", "name_fr"),
    "companies": ("name", "name_zh"),
    "delegations": ("name_en", "name_zh", "name_fr"),
    "visit_blocks": ("label", "label_zh", "label_fr", "starts_at", "ends_at"),
    "questions": ("label_en", "label_zh", "label_fr"),
    "slots": ("starts_at", "ends_at"),
    "tables": ("label",),
    "export_log": ("at", "purpose", "reason", "recipient"),
    "registrations": ("state", "company_id", "institution"),
}
"""By which columns a row that is pointed to is told, besides its number."""
