"""The database's own guard of the editions: a notice is written once, and never changed or deleted."""

MESSAGE = "an edition of a notice is never changed"

POSTGRESQL = [
    f"""
    CREATE FUNCTION calendar_keep() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' THEN
            RETURN NULL;
        END IF;
        RAISE EXCEPTION '{MESSAGE}';
    END $$
    """,
    "CREATE TRIGGER calendar_notice_keep BEFORE UPDATE OR DELETE ON calendar_notice "
    "FOR EACH ROW EXECUTE FUNCTION calendar_keep()",
    "CREATE TRIGGER calendar_notice_whole BEFORE TRUNCATE ON calendar_notice "
    "FOR EACH STATEMENT EXECUTE FUNCTION calendar_keep()",
]
POSTGRESQL_AWAY = [
    "DROP TRIGGER calendar_notice_keep ON calendar_notice",
    "DROP TRIGGER calendar_notice_whole ON calendar_notice",
    "DROP FUNCTION calendar_keep()",
]
# ``audit_may_be_emptied`` is known to connections of this house only, and true in a test database only.
SQLITE = [
    "CREATE TRIGGER calendar_notice_change BEFORE UPDATE ON calendar_notice "
    f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    "CREATE TRIGGER calendar_notice_delete BEFORE DELETE ON calendar_notice WHEN NOT audit_may_be_emptied() "
    f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
]
SQLITE_AWAY = ["DROP TRIGGER calendar_notice_change", "DROP TRIGGER calendar_notice_delete"]


def put_up(apps, editor):
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement, None)


def take_down(apps, editor):
    for statement in POSTGRESQL_AWAY if editor.connection.vendor == "postgresql" else SQLITE_AWAY:
        editor.execute(statement, None)
