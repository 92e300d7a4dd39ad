"""The database's own guards of the record: leaves get a position once, nothing else changes, nothing goes.

For PostgreSQL, run the service under a role of its own besides, which may not change leaves at all but for
their position, and may not drop these guards:

    GRANT SELECT, INSERT ON audit_leaf, audit_checkpoint, audit_tile TO tongban_app;
    GRANT UPDATE (position) ON audit_leaf TO tongban_app;

Migrations run under the owner's role.
"""

TABLES = ("audit_leaf", "audit_checkpoint", "audit_tile")
MESSAGE = "the record is append-only"


def sealed(columns):
    """What must not change in which table; of a leaf, everything but its position."""
    rest = ", ".join(f'"{name}"' for name in columns)
    return {"audit_leaf": f"UPDATE OF {rest}", "audit_checkpoint": "UPDATE", "audit_tile": "UPDATE"}


def postgresql(columns):
    """The guards of PostgreSQL; ``columns`` are those of a leaf that never change."""
    yield f"""
        CREATE FUNCTION audit_keep() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'TRUNCATE' AND current_database() LIKE 'test\\_%' THEN
                RETURN NULL;
            END IF;
            RAISE EXCEPTION '{MESSAGE}';
        END $$
    """
    for table, change in sealed(columns).items():
        yield f"""
            CREATE TRIGGER {table}_keep BEFORE {change} OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION audit_keep()
        """
        yield f"""
            CREATE TRIGGER {table}_whole BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION audit_keep()
        """
    yield """
        CREATE TRIGGER audit_leaf_once BEFORE UPDATE OF position ON audit_leaf FOR EACH ROW
        WHEN (OLD.position IS NOT NULL OR NEW.position IS NULL) EXECUTE FUNCTION audit_keep()
    """


def postgresql_away():
    yield "DROP TRIGGER audit_leaf_once ON audit_leaf"
    for table in TABLES:
        yield f"DROP TRIGGER {table}_keep ON {table}"
        yield f"DROP TRIGGER {table}_whole ON {table}"
    yield "DROP FUNCTION audit_keep()"


def sqlite(columns):
    """The guards of SQLite; ``columns`` are those of a leaf that never change."""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    for table, change in sealed(columns).items():
        yield f"CREATE TRIGGER {table}_keep BEFORE {change} ON {table} {refuse}"
        yield f"CREATE TRIGGER {table}_whole BEFORE DELETE ON {table} WHEN NOT audit_may_be_emptied() {refuse}"
    once = "WHEN OLD.position IS NOT NULL OR NEW.position IS NULL"
    yield f"CREATE TRIGGER audit_leaf_once BEFORE UPDATE OF position ON audit_leaf {once} {refuse}"


def sqlite_away():
    yield "DROP TRIGGER audit_leaf_once"
    for table in TABLES:
        yield f"DROP TRIGGER {table}_keep"
        yield f"DROP TRIGGER {table}_whole"


def put_up(apps, editor):
    leaf = apps.get_model("audit", "Leaf")
    columns = [field.column for field in leaf._meta.local_fields if field.name != "position"]
    guards = postgresql if editor.connection.vendor == "postgresql" else sqlite
    for statement in guards(columns):
        editor.execute(statement, None)


def take_down(apps, editor):
    for statement in postgresql_away() if editor.connection.vendor == "postgresql" else sqlite_away():
        editor.execute(statement, None)
