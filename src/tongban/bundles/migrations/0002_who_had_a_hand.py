from django.db import migrations, models


def fill(apps, schema_editor):
    """Whoever saved a version last had a hand in it."""
    versions = apps.get_model("bundles", "Version")
    for row in versions.objects.exclude(drafted_by=""):
        row.hands = [row.drafted_by]
        row.save(update_fields=["hands"])


class Migration(migrations.Migration):

    dependencies = [
        ("bundles", "0001_bundles"),
    ]

    operations = [
        migrations.AddField(
            model_name="version",
            name="hands",
            field=models.JSONField(default=list),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
