"""Faults of the classes of safety.md, each as somebody might make it, and the tests that must notice it."""

from __future__ import annotations

from dataclasses import dataclass

MATRIX = "tests/architecture/test_matrix.py"
TABLE = "tests/architecture/test_routes.py"
MEETINGS = "tests/safety/test_illegal_changes.py"


@dataclass(frozen=True)
class Fault:
    """``case``: the row of safety.md, or the word that names the class there; ``text`` stands once in the file at
    ``path`` and becomes ``fault``; ``tests``: a file, or tests in it; ``only``: those that have these words in their
    names, as pytest's ``-k`` takes them; ``options``: of pytest besides."""

    case: str
    what: str
    path: str
    text: str
    fault: str
    tests: str
    only: str = "not postgresql"
    options: str = "--full"

    def __str__(self) -> str:
        return f"case {self.case}: {self.what}"


FAULTS = (
    Fault(
        "1",
        "any membership counts in any organisation",
        "app/accounts/scopes.py",
        "Membership.user_id == current_user.id, Membership",
        "Membership",
        MATRIX,
        "sqlite and accounts.people",
    ),
    Fault(
        "1",
        "a firm is found by its number at any event",
        "app/registrations/scopes.py",
        '_R.event_id == bindparam("event_id"))',
        '_R.event_id != -bindparam("event_id"))',
        MATRIX,
        "sqlite and lists.in_lists",
    ),
    Fault(
        "1",
        "a delegation is found by its number at any event",
        "app/registrations/scopes.py",
        "Delegation.id == delegation_id, Delegation.event_id == found.id",
        "Delegation.id == delegation_id",
        MATRIX,
        "sqlite and registrations.paper_consents",
    ),
    Fault(
        "1",
        "whoever takes part answers for every firm",
        "app/registrations/scopes.py",
        "roles_towards(registration))\n\n\ndef a_paper",
        "roles_in(found))\n\n\ndef a_paper",
        MATRIX,
        "sqlite and lists.in_lists",
    ),
    Fault(
        "1",
        "the id of a request to join is trusted",
        "app/registrations/services/claims.py",
        "                JoinRequest.registration_id == registration.id,\n                JoinRequest.answer",
        "                JoinRequest.answer",
        "tests/registrations/test_services_claims.py::test_another_firms_request_is_not_answered",
    ),
    Fault(
        "1",
        "the id of a person in a form is trusted",
        "app/registrations/services/claims.py",
        "one for one in registration.representatives if",
        "one for one in db.session.scalars(select(Representative)) if",
        "tests/registrations/firm_link/test_opening.py::test_somebody_elses_person_is_not_taken",
    ),
    Fault(
        "2",
        "a role in one event counts in all",
        "app/events/scopes.py",
        "EventRole.user_id == USER, EventRole.event_id == EVENT",
        "EventRole.user_id == USER",
        MATRIX,
        "sqlite and (day.boards or lists.exports)",
    ),
    Fault(
        "2",
        "a letter is found by its number at any event",
        "app/floor/mail/queries.py",
        "if letter is None or letter.event_id != event_id:",
        "if letter is None:",
        MATRIX,
        "sqlite and messages.show",
    ),
    Fault(
        "3",
        "a file is anybody's who knows its address",
        "app/floor/files/services.py",
        "StoredFile.user_id == user_id, fresh",
        "fresh",
        "tests/safety/test_exports.py::test_case_03_nobody_else_fetches_an_export",
    ),
    Fault(
        "3",
        "an export can be fetched for good",
        "app/floor/files/services.py",
        "StoredFile.user_id == user_id, fresh",
        "StoredFile.user_id == user_id",
        "tests/safety/test_exports.py::test_case_03_it_dies_after_a_quarter_of_an_hour",
    ),
    Fault(
        "4",
        "a decorator is left off",
        "app/lists/views/exports.py",
        "@allow(*LISTERS, of=an_event)\ndef exports(",
        "def exports(",
        TABLE,
    ),
    Fault(
        "4",
        "a view is scoped by what everybody sees",
        "app/lists/views/exports.py",
        "of=own_firm)\ndef in_lists(",
        'of=__import__("app.registrations.scopes", fromlist=[""]).a_firm)\ndef in_lists(',
        TABLE,
    ),
    Fault(
        "4",
        "any role will do",
        "app/floor/web/guards.py",
        "if not seen.roles & allowed:",
        "if not seen.roles:",
        "tests/floor/web/test_guards.py",
    ),
    Fault(
        "4",
        "a guard lets strangers pass",
        "app/floor/web/guards.py",
        "return view(**values) if current_user.is_authenticated else to_sign_in()",
        "return view(**values)",
        "tests/floor/web/test_guards.py",
    ),
    Fault(
        "5",
        "who asks for a new password learns whether there is an account",
        "app/accounts/views/reset.py",
        "    count_request(typed(form.email))\n",
        "    count_request(typed(form.email))\n"
        "    if queries.user_of_email(typed(form.email)) is None:\n        raise LinkDead\n",
        "tests/accounts/test_reset.py",
    ),
    Fault(
        "6",
        "an account's page takes an e-mail that its form does not hold",
        "app/accounts/services/settings.py",
        "session.execute(update(User).where(User.id == user.id).values(changed))",
        "session.execute(update(User).where(User.id == user.id).values(changed | {name: value for name, value in "
        '__import__("flask").request.form.items() if name == "email"}))',
        "tests/safety/test_mass_assignment.py::test_case_06_no_column_is_set_that_the_form_does_not_hold",
        options="--turn=2",  # in which that form is tried
    ),
    Fault(
        "7",
        "a link that was replaced goes on working",
        "app/registrations/services/claims.py",
        "standing_of(link) if link.version == version else Standing.REVOKED",
        "standing_of(link)",
        "tests/registrations/test_services_claims.py::test_a_version_that_was_replaced_claims_nothing",
    ),
    Fault(
        "7",
        "a link works more than once",
        "app/accounts/services/tokens.py",
        "            Token.used_at.is_(None),\n            Token.revoked_at.is_(None),\n            Token.expires",
        "            Token.revoked_at.is_(None),\n            Token.expires",
        "tests/accounts/test_links.py",
    ),
    Fault(
        "8",
        "a signature is not compared",
        "app/kernel/numbered_tokens.py",
        "return hmac.compare_digest(one.encode(), other.encode())",
        "return bool(one and other)",
        "tests/safety/test_capability_links.py",
        "sqlite and near_one",
    ),
    Fault(
        "8",
        "an old badge counts as the newest",
        "app/day/queries/badges.py",
        "version == person.badge_version)",
        "version <= person.badge_version)",
        "tests/safety/test_capability_links.py",
        "sqlite and raised_version",
    ),
    Fault(
        "9",
        "anybody makes any move of a meeting",
        "app/meetings/lifecycle.py",
        "if rule is None or actor not in rule.actors or",
        "if rule is None or",
        "tests/meetings/test_lifecycle.py",
    ),
    Fault(
        "9",
        "a firm approves itself",
        "app/registrations/states.py",
        "if actor not in found.by:",
        "if actor not in Actor:",
        "tests/registrations/test_states.py",
    ),
    Fault(
        "10",
        "a full-width formula stays one",
        "app/documents/to_csv.py",
        'frozenset("=+-@\\t\\r＝＋－＠")',
        'frozenset("=+-@\\t\\r")',
        "tests/documents/test_to_csv.py",
    ),
    Fault(
        "10",
        "what begins as a telephone is no formula",
        "app/documents/to_csv.py",
        "not PHONE.fullmatch(bare)",
        "not PHONE.match(bare)",
        "tests/documents/test_to_csv.py",
    ),
    Fault(
        "12",
        "sign-in leads to another host",
        "app/kernel/local_paths.py",
        ' or given.startswith("//")',
        "",
        "tests/kernel/test_local_paths.py",
    ),
    Fault(
        "13",
        "no token is asked for",
        "app/floor/web/security.py",
        "    csrf.init_app(app)\n",
        "",
        MATRIX,
        "sqlite and without_its_token and company",
    ),
    Fault(
        "14",
        "a name begins a line of a calendar",
        "app/documents/to_ics.py",
        'return _BREAKING.sub(" ", _TURNING.sub("", text)).strip()',
        'return _TURNING.sub("", text).strip()',
        "tests/documents/test_to_ics.py tests/documents/test_ics_texts.py",
    ),
    Fault(
        "15",
        "a file may be as large as it likes",
        "app/floor/spreadsheets/limits.py",
        "    check_bytes(len(data))\n",
        "",
        "tests/floor/test_spreadsheets.py",
    ),
    Fault(
        "16",
        "what people write is a template",
        "app/kernel/placeholders.py",
        "return _EXACT.sub(lambda found: values.get(found[1], found[0]), text)",
        "return text.format(**values)",
        "tests/kernel/test_placeholders.py",
    ),
    Fault(
        "18",
        "a changed password leaves old sessions alive",
        "app/accounts/login.py",
        '    _U.session_version == bindparam("version", type_=Integer),\n',
        "",
        "tests/safety/test_old_sessions.py",
    ),
    Fault(
        "19",
        "each address of a site has guesses of its own",
        "app/floor/web/security.py",
        "ip_network((int(parsed), 48), strict=False)",
        "ip_network((int(parsed), 128), strict=False)",
        "tests/floor/web/test_security.py",
    ),
    Fault(
        "20",
        "one registers after closing",
        "app/registrations/services/registering.py",
        "    if not is_open(event):\n        raise RegistrationClosed\n    if event",
        "    if event",
        "tests/registrations/test_services_registering.py tests/registrations/views/test_register.py",
    ),
    Fault(
        "21",
        "a logo is fetched from its address",
        "app/companies/pictures.py",
        "from __future__ import annotations\n",
        "from __future__ import annotations\n\nimport urllib.request  # noqa: F401\n",
        "tests/safety/test_outbound.py",
    ),
    Fault(
        "22",
        "addresses are logged as they were typed",
        "app/floor/logs.py",
        '"route": _route(),',
        '"route": request.full_path,',
        "tests/floor/test_logs.py",
    ),
    Fault(
        "23",
        "an invitation signs in to the account that has its address",
        "app/accounts/services/invitations.py",
        'user = create_user(payload_of(token)["name"]',
        'user = queries.user_of_email(token.email or "") or create_user(payload_of(token)["name"]',
        "tests/accounts/test_takeover.py",
        "sqlite and signs_nobody_in",
    ),
    Fault(
        "24",
        "a chamber of the same name is taken from another organisation",
        "app/accounts/services/people.py",
        "            Organisation.owner_id.is_not_distinct_from(owner_id),\n",
        "",
        "tests/registrations/test_services_chambers.py",
    ),
    Fault(
        "25",
        "large bodies leave no room for forms",
        "app/floor/serving/bodies.py",
        "if self.large >= self.large_at_once:",
        "if self.large < 0:",
        "tests/floor/serving/test_bodies.py",
    ),
    Fault(
        "26",
        "a filter asks about a column that is not open",
        "app/lists/allowed.py",
        "open_columns=running if barred else None",
        "open_columns=None",
        "tests/lists/test_allowed.py",
    ),
    Fault(
        "27",
        "a known device is held up by guesses from elsewhere",
        "app/accounts/views/attempts.py",
        "if not known:\n            limits.require(FLOOD",
        "if email:\n            limits.require(FLOOD",
        "tests/accounts/test_attempts.py",
    ),
    Fault(
        "28",
        "an account from a link that was handed over counts as confirmed",
        "app/accounts/services/invitations.py",
        "if token.handed_over:",
        "if not token.email:",
        "tests/accounts/test_takeover.py",
        "sqlite and gets_no_role",
    ),
    Fault(
        "29",
        "an invitation follows an address that was corrected on a sheet",
        "app/floor/mail/readdressing.py",
        "and_(Outbox.state.in_(NOT_LEFT), Outbox.kind != WITH_A_KEY)",
        "Outbox.state.in_(NOT_LEFT)",
        "tests/floor/mail/test_readdressing.py",
    ),
    Fault(
        "privacy",
        "a firm's word about the border is skipped",
        "app/lists/consent.py",
        "if use.abroad and said.firm_abroad is not Word.YES:",
        "if use.abroad and said.firm_abroad is Word.WITHDRAWN:",
        "tests/lists/test_consent.py",
    ),
    Fault(
        "privacy",
        "contacts are shown without the person's word",
        "app/lists/consent.py",
        "return said.contacts is Word.YES and (",
        "return said.contacts is not Word.NO and (",
        "tests/lists/test_consent.py",
    ),
)
