"""The texts of the hot path: which columns a step writes in which table, and the statements, each one constant text.

Constant, so that PostgreSQL prepares each once per connection. All rows go in as one JSON value; each table reads its own by its row type.
"""

from __future__ import annotations

from dataclasses import dataclass

from tongban.audit.rules import LEAF_COLUMNS
from tongban.cases.rules.rows import CHANGING


@dataclass(frozen=True, slots=True)
class Table:
    """A table that a step writes: its columns, and which of them hold keys or JSON."""

    name: str
    columns: tuple[str, ...]
    keys: frozenset[str] = frozenset()
    json: frozenset[str] = frozenset()

    @property
    def names(self) -> str:
        return ", ".join(f'"{column}"' for column in self.columns)


def _table(name: str, columns: str, keys: str = "", json: str = "") -> Table:
    return Table(name, tuple(columns.split()), frozenset(keys.split()), frozenset(json.split()))


CASE = _table(
    "cases_case",
    "id public_id number project_no implementation_id version_id version_no item_code item_name department_id "
    "department_name region_code applicant_kind applicant_id applicant_person_id applicant_name applicant_masked "
    "account_id channel object_key state version head submitted_at received_on accepted_on promised_due_on "
    "statutory_due_on due_on due_provisional statutory_provisional paused_until gap_due_on renew_by by_promise "
    "decided_at outcome closed_at answers materials",
    keys="id implementation_id version_id department_id applicant_id applicant_person_id account_id",
    json="answers materials",
)
EVENT = _table(
    "cases_caseevent",
    "case_id seq kind at account_id person_id staff_id name role department_id department_name body_id body "
    "prev_hash hash",
    keys="case_id",
)
LEAF = _table("audit_leaf", " ".join(LEAF_COLUMNS), keys="id")
ANNOUNCEMENT = _table("outbox_event", "id kind subject_id body at", keys="id")
REQUEST = _table("outbox_request", "actor_id route key request_hash status answer at")
SEAT = _table(
    "flow_openseat",
    "id subject_id instance key name duty department_id permission stand_in region_code title number applicant "
    "opened_at due_on paused closed_at closed_by",
    keys="id subject_id department_id",
)
ENTRY = _table(
    "flow_entry",
    "id subject_id seq kind seat verdict by by_name department department_name at reason target",
    keys="id subject_id",
)
KEPT_WHEN_NULL = ("answers", "materials")


def _insert(table: Table, part: str, after: str = "written, ") -> str:
    return (
        f"INSERT INTO {table.name} ({table.names}) SELECT {table.names} "  # noqa: S608 - constants of this module
        f"FROM given, {after}jsonb_populate_recordset(NULL::{table.name}, given.rows->'{part}')"
    )


def _change() -> str:
    sets = ", ".join(
        f'"{name}" = COALESCE(new."{name}", held."{name}")'
        if name in KEPT_WHEN_NULL
        else f'"{name}" = new."{name}"'
        for name in CHANGING
    )
    return (
        f"UPDATE cases_case AS held SET {sets} "  # noqa: S608 - constants of this module
        "FROM given, jsonb_populate_recordset(NULL::cases_case, given.rows->'case') AS new "
        "WHERE held.id = %s::uuid AND held.version = %s RETURNING held.id AS written_id"
    )


# The newest edition of the notices of holidays: read with the case, so that every act counts by it.
NOTICE = "(SELECT n.id FROM calendar_notice AS n ORDER BY n.edition DESC LIMIT 1)"
# Every part reads ``written``: when the case is not at the version that was read, nothing at all is written.
# Below 4096 characters: the driver keeps the translation of shorter texts only.
_REST = f"""
events AS ({_insert(EVENT, "events")}),
leaves AS ({_insert(LEAF, "leaves")}),
announcements AS ({_insert(ANNOUNCEMENT, "announcements")}),
requests AS ({_insert(REQUEST, "requests")}),"""
PG_SUBMIT = f"""
WITH given(rows) AS (SELECT %s::jsonb), written AS ({_insert(CASE, "case", "")} RETURNING id AS written_id),{_REST}
used AS (UPDATE cases_draft SET submitted_case = %s WHERE id = %s::uuid)
SELECT count(*) FROM written
"""  # noqa: S608
PG_STEP = f"""
WITH given(rows) AS (SELECT %s::jsonb), written AS ({_change()}),{_REST}
opened AS ({_insert(SEAT, "opened")}),
spoken AS ({_insert(ENTRY, "entries")}),
closed AS (UPDATE flow_openseat SET closed_at = %s, closed_by = %s FROM written
    WHERE subject_id = %s::uuid AND closed_at IS NULL AND instance = ANY(%s::text[]))
SELECT count(*) FROM written
"""  # noqa: S608
# The bodies are canonical JSON already: put together as text, read once.
PG_CASE = f"""
SELECT held.id, held.version, held.head,
    (SELECT '[' || string_agg(concat('[', e.seq, ',"', e.kind, '",', to_json(e.at), ',', e.body, ']'), ',' ORDER BY e.seq) || ']'
        FROM cases_caseevent AS e WHERE e.case_id = held.id),
    (SELECT json_build_array(r.request_hash, r.answer)::text
        FROM outbox_request AS r WHERE r.actor_id = %s AND r.route = %s AND r.key = %s),
    {NOTICE}
FROM cases_case AS held WHERE held.{{by}} = %s
"""  # noqa: S608
PG_LOCK = f"{PG_CASE} FOR UPDATE OF held"
SQLITE_CASE = f"SELECT id, version, head, {NOTICE} FROM cases_case WHERE {{by}} = %s"  # noqa: S608
EVENTS = "SELECT seq, kind, at, body FROM cases_caseevent WHERE case_id = %s ORDER BY seq"
STORED_REQUEST = (
    "SELECT request_hash, answer FROM outbox_request WHERE actor_id = %s AND route = %s AND key = %s"
)
DRAFT = f"""
SELECT id, account_id, applicant_kind, applicant_id, implementation_id, version_id, region_code, item_code, answers,
    materials, submitted_case, choice, {NOTICE}
FROM cases_draft WHERE public_id = %s
"""  # noqa: S608
DRAW = """
INSERT INTO cases_counter (name, value) VALUES (%s, 1), (%s, 1)
ON CONFLICT (name) DO UPDATE SET value = cases_counter.value + 1 RETURNING name, value
"""
# One statement holds the draft and draws its numbers; what a refusal undoes gives the numbers back.
PG_TAKE = f"""
WITH held AS (
    SELECT id, account_id, applicant_kind, applicant_id, implementation_id, version_id, region_code, item_code, answers,
        materials, submitted_case, choice
    FROM cases_draft WHERE public_id = %s FOR UPDATE
), drawn AS (
    INSERT INTO cases_counter (name, value)
    SELECT counter.name, 1 FROM held CROSS JOIN LATERAL (VALUES
        ('number:' || left(held.region_code, 6) || ':' || %s), ('project:' || held.item_code || ':' || %s)
    ) AS counter(name) WHERE held.submitted_case = ''
    ON CONFLICT (name) DO UPDATE SET value = cases_counter.value + 1 RETURNING name, value
)
SELECT held.*, {NOTICE}, (SELECT json_object_agg(drawn.name, drawn.value)::text FROM drawn) FROM held
"""  # noqa: S608
