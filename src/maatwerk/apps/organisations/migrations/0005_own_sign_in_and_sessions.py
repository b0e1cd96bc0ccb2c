"""An organisation's own sign-in, and sessions that know whose they are; whoever was signed in signs in anew, once."""

import django.db.models.deletion
import django.db.models.functions.datetime
import maatwerk.kernel.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisations', '0004_second_step'),
    ]

    operations = [
        migrations.RunSQL("DROP TABLE IF EXISTS django_session", migrations.RunSQL.noop),
        migrations.AddField(
            model_name='organisation',
            name='only_own_sign_in',
            field=models.BooleanField(default=False),
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                ('session_data', models.TextField(verbose_name='session data')),
                ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                ('device', models.CharField(blank=True, max_length=80)),
                ('began_at', models.DateTimeField(null=True)),
                ('seen_at', models.DateTimeField(null=True)),
                ('confined_to', models.UUIDField(null=True)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='IdentityProvider',
            fields=[
                ('id', models.UUIDField(default=maatwerk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('issuer', models.CharField(max_length=300)),
                ('client_id', models.CharField(max_length=200)),
                ('secret', models.BinaryField(default=b'')),
                ('domains', models.JSONField(default=list)),
                ('vouches_for_addresses', models.BooleanField(default=False)),
                ('trusts_second_step', models.BooleanField(default=True)),
                ('strong_acr', models.CharField(blank=True, max_length=200)),
                ('is_on', models.BooleanField(default=False)),
                ('worked_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation',), name='one_identity_provider')],
            },
        ),
        migrations.CreateModel(
            name='ProviderIdentity',
            fields=[
                ('id', models.UUIDField(default=maatwerk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('issuer', models.CharField(max_length=300)),
                ('subject', models.CharField(max_length=255)),
                ('created_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'issuer', 'subject'), name='one_account_per_subject'), models.UniqueConstraint(fields=('organisation', 'issuer', 'user'), name='one_subject_per_account')],
            },
        ),
        migrations.CreateModel(
            name='SignInDoor',
            fields=[
                ('id', models.UUIDField(default=maatwerk.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('slug', models.SlugField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation',), name='one_sign_in_door')],
            },
        ),
    ]
