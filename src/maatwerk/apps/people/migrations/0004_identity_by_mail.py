import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0003_contact_channel'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='identity',
            index=models.Index(models.F('organisation'), django.db.models.functions.text.Upper('email'), name='identity_by_mail'),
        ),
    ]
