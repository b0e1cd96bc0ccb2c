"""The functions through which policies ask on whose behalf a transaction runs."""

from django.db import migrations

CREATE = """
CREATE FUNCTION current_organisation() RETURNS uuid LANGUAGE plpgsql STABLE AS $$
DECLARE found text := current_setting('maatwerk.organisation', true);
BEGIN
    IF coalesce(found, '') = '' THEN
        RAISE insufficient_privilege USING MESSAGE = 'no organisation is set in this transaction';
    END IF;
    RETURN found::uuid;
END $$;

CREATE FUNCTION current_account() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('maatwerk.account', true), '')::uuid $$;

CREATE FUNCTION current_person() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('maatwerk.person', true), '')::uuid $$;

CREATE FUNCTION organisation_or_none() RETURNS uuid LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF current_account() IS NULL THEN RETURN current_organisation(); END IF;
    RETURN nullif(current_setting('maatwerk.organisation', true), '')::uuid;
END $$;
"""

DROP = """
DROP FUNCTION organisation_or_none(); DROP FUNCTION current_person();
DROP FUNCTION current_account(); DROP FUNCTION current_organisation();
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
