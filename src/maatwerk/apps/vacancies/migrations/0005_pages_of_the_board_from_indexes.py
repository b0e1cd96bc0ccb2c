"""Read which postings make a page from an index alone, whatever the filters: rare ones read every row in full."""

from django.db import migrations, models

_FILTERED = ('apply_until', 'hours_low', 'hours_high', 'currency', 'contract', 'remote', 'latitude', 'longitude')
PLACE = (
    "DROP INDEX posting_by_place;"
    " CREATE INDEX posting_by_place ON vacancies_posting USING gist (point(longitude, latitude))"
    f" INCLUDE (id, published_at, pay_month_cents, {', '.join(_FILTERED)})"
)
BEFORE = (
    "DROP INDEX posting_by_place;"
    " CREATE INDEX posting_by_place ON vacancies_posting USING gist (point(longitude, latitude))"
)


class Migration(migrations.Migration):

    dependencies = [
        ('vacancies', '0004_campaigns_on_platforms'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='posting', name='newest_posting'),
        migrations.RemoveIndex(model_name='posting', name='best_paid_posting'),
        migrations.AddIndex(
            model_name='posting',
            index=models.Index(
                fields=['-published_at', '-id'], include=('pay_month_cents', 'is_simulated', *_FILTERED),
                name='newest_posting',
            ),
        ),
        migrations.AddIndex(
            model_name='posting',
            index=models.Index(
                fields=['-pay_month_cents', '-id'], include=('published_at', *_FILTERED), name='best_paid_posting',
            ),
        ),
        migrations.RunSQL(PLACE, BEFORE),
    ]
