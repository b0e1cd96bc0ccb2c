from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_own_link'),
    ]

    operations = [
        migrations.AddField(
            model_name='identity',
            name='channel',
            field=models.CharField(choices=[('mail', 'by mail'), ('sms', 'by text message'), ('whatsapp', 'by WhatsApp'), ('phone', 'by phone')], default='mail', max_length=10),
        ),
    ]
