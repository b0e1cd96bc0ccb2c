"""Postings within a distance are found by a box around the place first: PostgreSQL's own points, no extension."""

from django.db import migrations

CREATE = "CREATE INDEX posting_by_place ON vacancies_posting USING gist (point(longitude, latitude))"


class Migration(migrations.Migration):
    dependencies = [("vacancies", "0002_terms_postings_and_channels")]
    operations = [migrations.RunSQL(CREATE, "DROP INDEX posting_by_place")]
