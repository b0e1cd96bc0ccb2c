import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_identity_by_mail'),
    ]

    operations = [
        migrations.AddField(
            model_name='personlink',
            name='opens',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
    ]
