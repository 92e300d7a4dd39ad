from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0002_draft_states")]

    operations = [
        migrations.AddField(
            model_name="draftstate",
            name="tables",
            field=models.JSONField(null=True),
        ),
    ]
