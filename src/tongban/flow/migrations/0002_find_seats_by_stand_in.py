
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('flow', '0001_initial'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='openseat',
            index=models.Index(condition=models.Q(('closed_at__isnull', True), models.Q(('stand_in', ''), _negated=True)), fields=['stand_in', 'due_on', 'id'], name='flow_seats_of_stand_in'),
        ),
    ]
