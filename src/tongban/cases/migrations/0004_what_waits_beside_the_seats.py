
import django.db.models.deletion
import tongban.foundation.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0003_recounts'),
    ]

    operations = [
        migrations.CreateModel(
            name='Matter',
            fields=[
                ('id', models.UUIDField(default=tongban.foundation.ids.new_key, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=10)),
                ('department_id', models.UUIDField(null=True)),
                ('permission', models.CharField(blank=True, max_length=60)),
                ('staff_id', models.CharField(blank=True, max_length=36)),
                ('region_code', models.CharField(max_length=12)),
                ('due_on', models.DateField()),
            ],
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('closed_at__isnull', True), ('gap_due_on__isnull', False)), fields=['department_id', 'gap_due_on', 'id'], name='cases_gaps_of_department'),
        ),
        migrations.AddField(
            model_name='matter',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matters', to='cases.case'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(fields=['department_id', 'permission', 'due_on', 'id'], name='cases_matters_of_department'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(condition=models.Q(('department_id__isnull', True), ('staff_id', '')), fields=['permission', 'due_on', 'id'], name='cases_matters_of_government'),
        ),
        migrations.AddIndex(
            model_name='matter',
            index=models.Index(condition=models.Q(('staff_id', ''), _negated=True), fields=['staff_id', 'due_on', 'id'], name='cases_matters_of_official'),
        ),
        migrations.AddConstraint(
            model_name='matter',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['preview', 'extension', 'hearing', 'check'])), name='cases_matter_is_known'),
        ),
    ]
