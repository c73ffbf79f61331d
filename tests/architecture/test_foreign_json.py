"""JSON from outside is read in one place, which bears whatever comes."""

from __future__ import annotations

import ast

from tests.architecture.house import modules, source

READER = "app.core.parsing"
OF_OUR_OWN = {
    "app.accounts.queries": "the payload of a token, as accounts.services.invitations wrote it",
    "app.accounts.services.invitations": "the same",
    "app.documents.typesetting": "what its own parent process wrote",
    "app.core.audit": "the details of notices, as it let them in itself",
    "app.core.serving.preflight": "stands alone before anything is installed, and bears all that json raises",
    "app.core.spreadsheets.workbooks": "what our own child process printed",
    "app.meetings.queries.occupancy": "lists that the database makes of its own columns",
    "app.meetings.queries.overview": "lists of languages, as the database keeps what we wrote",
    "app.meetings.queries.interpreter_needs": "the same",
    "app.matching.exchange": "a file of the command line; tells where it is wrong, and bears all that json raises",
    "app.meetings.services.pair_sheets": "a sheet of pairs as it wrote it, under a type that nobody else stores",
    "app.registrations.queries.profiles": "lists that the database makes of our own codes",
    "app.scheduling.child": "what its own parent process wrote",
    "app.scheduling.drafts": "what it packed itself, kept in a column that nobody else writes",
    "app.scheduling.search_process": "what our own child process printed",
}
JSON_OF_A_REQUEST = {"json", "get_json", "is_json"}


def readers() -> set[str]:
    """The modules that parse JSON by themselves."""
    return {name for name in modules() if any(map(_parses, ast.walk(ast.parse(source(name).read_text()))))}


def _parses(node: ast.AST) -> bool:
    if isinstance(node, ast.ImportFrom) and node.module == "json":
        return any(name.name.startswith(("load", "JSONDecoder")) for name in node.names)
    if not isinstance(node, ast.Attribute):
        return False
    of = node.value.id if isinstance(node.value, ast.Name) else ""
    if of == "json":
        return node.attr.startswith(("load", "JSONDecoder"))
    return of == "request" and node.attr in JSON_OF_A_REQUEST


def test_nobody_else_parses_what_came_from_outside():
    assert readers() == {READER, *OF_OUR_OWN}
