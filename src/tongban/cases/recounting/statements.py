"""The texts of a recount, for both databases.

What a simple case's dates should be follows from its state, its item's version, its region and one day. So the few
combinations that exist are read, counted once each, and joined back to the open cases: the database finds the cases
whose dates differ, and only these are looked at one by one.
"""

from __future__ import annotations

from tongban.cases.rules.recounting import PARTICULAR

_KINDS = ", ".join(f"'{kind}'" for kind in PARTICULAR)
_STATES = "('submitted', 'accepted', 'decided')"


class Dialect:
    """What the two databases write differently."""

    def __init__(self, *, postgresql: bool) -> None:
        self.lock = "FOR UPDATE OF c" if postgresql else ""
        self.key = "uuid" if postgresql else "char(32)"
        decided = (
            "(c.decided_at AT TIME ZONE 'Asia/Shanghai')::date"
            if postgresql
            else _LOCAL.format("c.decided_at")
        )
        opened = (
            "(s.opened_at AT TIME ZONE 'Asia/Shanghai')::date" if postgresql else _LOCAL.format("s.opened_at")
        )
        self.start = (
            f"CASE c.state WHEN 'submitted' THEN c.received_on WHEN 'decided' THEN {decided} "
            "ELSE c.accepted_on END"
        )
        self.opened = opened


_LOCAL = "date({}, '+8 hours')"


def temporary(dialect: Dialect) -> tuple[str, ...]:
    """The tables of one recount, gone with its connection."""
    return (
        "DROP TABLE IF EXISTS recount_due",
        "DROP TABLE IF EXISTS recount_seat",
        "DROP TABLE IF EXISTS recount_found",
        f"CREATE TEMPORARY TABLE recount_due (state varchar(20), version_id {dialect.key}, region_code varchar(12), "
        "start_on date, due_on date, provisional boolean, statutory_on date, statutory_provisional boolean)",
        f"CREATE TEMPORARY TABLE recount_seat (version_id {dialect.key}, region_code varchar(12), seat varchar(60), "
        "opened_on date, due_on date)",
        f"CREATE TEMPORARY TABLE recount_found (id {dialect.key} PRIMARY KEY)",
    )


def starts(dialect: Dialect) -> str:
    return (
        f"SELECT c.state, c.version_id, c.region_code, {dialect.start}, count(*) FROM cases_case AS c "  # noqa: S608
        f"WHERE c.closed_at IS NULL AND c.state IN {_STATES} GROUP BY 1, 2, 3, 4"
    )


def seat_starts(dialect: Dialect) -> str:
    return (
        f"SELECT c.version_id, c.region_code, s.key, {dialect.opened}, count(*) "  # noqa: S608
        "FROM flow_openseat AS s JOIN cases_case AS c ON c.id = s.subject_id "
        "WHERE s.closed_at IS NULL GROUP BY 1, 2, 3, 4"
    )


INSERT_DUE = "INSERT INTO recount_due VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
INSERT_SEAT = "INSERT INTO recount_seat VALUES (%s, %s, %s, %s, %s)"


def find(dialect: Dialect, *, earlier: bool) -> tuple[str, ...]:
    """Put the cases to look at into the last table: those whose dates differ, and those that are not simple.

    earlier  also those whose dates would only come earlier
    """
    differs = "<>" if earlier else ">"
    return (
        f"""
        INSERT INTO recount_found SELECT c.id FROM cases_case AS c JOIN recount_due AS d
            ON d.state = c.state AND d.version_id = c.version_id AND d.region_code = c.region_code
            AND d.start_on = {dialect.start}
        WHERE c.closed_at IS NULL AND NOT c.by_promise AND c.plan_version_id IS NULL AND (d.due_on {differs} c.due_on OR d.provisional <> c.due_provisional
            OR d.statutory_on {differs} c.statutory_due_on OR d.statutory_provisional <> c.statutory_provisional)
        """,  # noqa: S608
        f"""
        INSERT INTO recount_found SELECT DISTINCT s.subject_id FROM flow_openseat AS s
            JOIN cases_case AS c ON c.id = s.subject_id
            JOIN recount_seat AS d ON d.version_id = c.version_id AND d.region_code = c.region_code
            AND d.seat = s.key AND d.opened_on = {dialect.opened}
        WHERE s.closed_at IS NULL AND d.due_on {differs} s.due_on ON CONFLICT DO NOTHING
        """,  # noqa: S608
        f"""
        INSERT INTO recount_found SELECT DISTINCT c.id FROM cases_caseevent AS e
            JOIN cases_case AS c ON c.id = e.case_id
        WHERE e.kind IN ({_KINDS}) AND c.closed_at IS NULL ON CONFLICT DO NOTHING
        """,  # noqa: S608
        """
        INSERT INTO recount_found SELECT c.id FROM cases_case AS c
        WHERE (c.by_promise OR c.plan_version_id IS NOT NULL) AND c.closed_at IS NULL ON CONFLICT DO NOTHING
        """,
    )


def earlier(dialect: Dialect) -> str:
    """How many simple cases hold a later date than counting them would give."""
    return f"""
        SELECT count(*) FROM cases_case AS c JOIN recount_due AS d
            ON d.state = c.state AND d.version_id = c.version_id AND d.region_code = c.region_code
            AND d.start_on = {dialect.start}
        WHERE c.closed_at IS NULL AND NOT c.by_promise AND c.plan_version_id IS NULL AND (d.due_on < c.due_on OR d.statutory_on < c.statutory_due_on)
    """  # noqa: S608


FOUND = "SELECT id FROM recount_found WHERE id > %s ORDER BY id LIMIT %s"


FIND_SUBMITTED = """
INSERT INTO recount_found SELECT c.id FROM cases_case AS c
WHERE c.version_id = %s AND c.state = 'submitted' AND c.closed_at IS NULL ON CONFLICT DO NOTHING
"""


def batch(dialect: Dialect) -> tuple[str, str]:
    """Some cases in the order of their keys, held until the transaction ends: what stands before the keys, and after."""
    head = f"""
        SELECT c.id, c.version, c.head, c.state, c.version_id, c.region_code, {dialect.start}, c.due_on, c.due_provisional,
            c.promised_due_on, c.statutory_due_on, c.statutory_provisional,
            c.by_promise OR c.plan_version_id IS NOT NULL
        FROM cases_case AS c WHERE c.id
    """  # noqa: S608
    return head, f"ORDER BY c.id {dialect.lock}"


PARTICULAR_OF = f"SELECT DISTINCT case_id FROM cases_caseevent WHERE kind IN ({_KINDS}) AND case_id"  # noqa: S608
WAITING_OF = "SELECT DISTINCT case_id FROM cases_matter WHERE case_id"
SEATS_OF = "SELECT subject_id, instance, key, opened_at, due_on FROM flow_openseat WHERE closed_at IS NULL AND subject_id"
CHANGE_CASE = """
UPDATE cases_case SET head = %s, due_on = %s, due_provisional = %s, promised_due_on = %s, statutory_due_on = %s,
    statutory_provisional = %s, version = version + 1
WHERE id = %s AND version = %s
"""
PG_CHANGE_CASES = """
UPDATE cases_case AS c SET version = n.was + 1, head = n.head, due_on = n.due_on, due_provisional = n.due_provisional,
    promised_due_on = n.promised_on, statutory_due_on = n.statutory_on, statutory_provisional = n.statutory_provisional
FROM json_to_recordset(%s) AS n(id uuid, was int, head text, due_on date, due_provisional boolean, promised_on date,
    statutory_on date, statutory_provisional boolean)
WHERE c.id = n.id AND c.version = n.was
"""
CHANGE_SEAT = (
    "UPDATE flow_openseat SET due_on = %s WHERE subject_id = %s AND instance = %s AND closed_at IS NULL"
)
PG_CHANGE_SEATS = """
UPDATE flow_openseat AS s SET due_on = n.due_on FROM json_to_recordset(%s) AS n(due_on date, id uuid, instance text)
WHERE s.subject_id = n.id AND s.instance = n.instance AND s.closed_at IS NULL
"""
