"""Whether a case is taken on a written promise, beside its dates; and three indexes that no query uses are gone."""

from django.db import migrations, models

FILL = """
UPDATE cases_case SET by_promise = TRUE WHERE id IN (
    SELECT case_id FROM cases_caseevent WHERE kind = 'submitted' AND body LIKE '%"promise":{%'
) AND id NOT IN (SELECT case_id FROM cases_caseevent WHERE kind = 'promise_withdrawn')
"""
# A unique column of text gets a second index for LIKE; nobody searches these so, and every new date writes into it.
UNUSED = ("public_id_eb820183", "number_980c9551", "project_no_70ebb9b1")


def drop_unused(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in UNUSED:
            schema_editor.execute(f"DROP INDEX IF EXISTS cases_case_{name}_like")


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0009_compared_copies"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="by_promise",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunPython(drop_unused, migrations.RunPython.noop),
    ]
