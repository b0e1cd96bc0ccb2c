"""Which logs the sealing job must visit: keys of organisations, which no login may list by itself.

Those with events not sealed yet, and those sealed lately, whose anchor a stopped machine may have left unwritten.
"""

from django.db import migrations

CREATE = """
CREATE FUNCTION organisations_to_seal() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT organisation_id FROM public.kernel_event WHERE seal_number IS NULL
    UNION
    SELECT organisation_id FROM public.kernel_seal WHERE sealed_at > now() - interval '1 hour'
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_seal_faster")]
    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION organisations_to_seal()")]
