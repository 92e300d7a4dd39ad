"""The database's own guard of the ledgers: an event of a case is written once, and never changed or deleted.

For PostgreSQL, run the service under a role of its own besides, which has SELECT and INSERT on the table only.
"""

MESSAGE = "the ledger of a case is append-only"

POSTGRESQL = [
    f"""
    CREATE FUNCTION cases_keep() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' THEN
            RETURN NULL;
        END IF;
        RAISE EXCEPTION '{MESSAGE}';
    END $$
    """,
    "CREATE TRIGGER cases_caseevent_keep BEFORE UPDATE OR DELETE ON cases_caseevent "
    "FOR EACH ROW EXECUTE FUNCTION cases_keep()",
    "CREATE TRIGGER cases_caseevent_whole BEFORE TRUNCATE ON cases_caseevent "
    "FOR EACH STATEMENT EXECUTE FUNCTION cases_keep()",
]
POSTGRESQL_AWAY = [
    "DROP TRIGGER cases_caseevent_keep ON cases_caseevent",
    "DROP TRIGGER cases_caseevent_whole ON cases_caseevent",
    "DROP FUNCTION cases_keep()",
]
# ``audit_may_be_emptied`` is known to connections of this house only, and true in a test database only.
SQLITE = [
    "CREATE TRIGGER cases_caseevent_change BEFORE UPDATE ON cases_caseevent "
    f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    "CREATE TRIGGER cases_caseevent_delete BEFORE DELETE ON cases_caseevent WHEN NOT audit_may_be_emptied() "
    f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
]
SQLITE_AWAY = ["DROP TRIGGER cases_caseevent_change", "DROP TRIGGER cases_caseevent_delete"]


def put_up(apps, editor):
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement, None)


def take_down(apps, editor):
    for statement in POSTGRESQL_AWAY if editor.connection.vendor == "postgresql" else SQLITE_AWAY:
        editor.execute(statement, None)
