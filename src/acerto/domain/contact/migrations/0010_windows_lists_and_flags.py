"""Narrower hours, block lists; holds with their event, evidence and who set them."""

import acerto.domain.tenancy.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contact', '0009_history_by_statement'),
        ('parties', '0011_point_index'),
        ('receivables', '0008_due_title'),
        ('tenancy', '0003_statistics'),
    ]

    operations = [
        migrations.CreateModel(
            name='Blocked',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=30)),
                ('value_bidx', models.BinaryField(max_length=16)),
                ('registered_on', models.DateField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='BlockList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=30)),
                ('mode', models.CharField(choices=[('full', 'lista completa'), ('added', 'só acréscimos')], max_length=5)),
                ('taken_on', models.DateField()),
                ('source', models.CharField(max_length=200)),
                ('digest', models.BinaryField(max_length=32)),
                ('rows', models.PositiveIntegerField()),
                ('added', models.PositiveIntegerField()),
                ('removed', models.PositiveIntegerField()),
                ('wrong', models.PositiveIntegerField()),
                ('imported_at', models.DateTimeField()),
                ('imported_by', models.BigIntegerField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='Hours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('party_kind', models.CharField(blank=True, max_length=10)),
                ('weekday', models.PositiveSmallIntegerField()),
                ('starts', models.TimeField()),
                ('ends', models.TimeField()),
            ],
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='hold',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='hold',
            name='delete_delete',
        ),
        migrations.AddField(
            model_name='hold',
            name='ended_by',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='hold',
            name='event_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='hold',
            name='evidence_enc',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='hold',
            name='set_by',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='holdevent',
            name='ended_by',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='holdevent',
            name='event_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='holdevent',
            name='evidence_enc',
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name='holdevent',
            name='set_by',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name='hold',
            name='reason',
            field=models.CharField(choices=[('opt_out', 'não quer receber por este canal'), ('dispute', 'não reconhece a dívida'), ('says_paid', 'diz que já pagou'), ('wrong_party', 'contato é de outra pessoa'), ('agreement', 'acordo em andamento'), ('manual', 'pausa pedida pela equipe'), ('vulnerable', 'pessoa em situação vulnerável'), ('hardship', 'dificuldade financeira declarada'), ('superdebt', 'superendividamento'), ('deceased', 'pessoa falecida'), ('minor', 'menor de idade'), ('incapable', 'pessoa interditada ou sob curatela'), ('lawyer', 'representada por advogado'), ('lawsuit', 'dívida em discussão judicial'), ('bankruptcy', 'falência'), ('recovery', 'recuperação judicial')], max_length=12),
        ),
        migrations.AlterField(
            model_name='holdevent',
            name='reason',
            field=models.CharField(choices=[('opt_out', 'não quer receber por este canal'), ('dispute', 'não reconhece a dívida'), ('says_paid', 'diz que já pagou'), ('wrong_party', 'contato é de outra pessoa'), ('agreement', 'acordo em andamento'), ('manual', 'pausa pedida pela equipe'), ('vulnerable', 'pessoa em situação vulnerável'), ('hardship', 'dificuldade financeira declarada'), ('superdebt', 'superendividamento'), ('deceased', 'pessoa falecida'), ('minor', 'menor de idade'), ('incapable', 'pessoa interditada ou sob curatela'), ('lawyer', 'representada por advogado'), ('lawsuit', 'dívida em discussão judicial'), ('bankruptcy', 'falência'), ('recovery', 'recuperação judicial')], max_length=12),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hold',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "contact_holdevent" ("case_id", "channel", "ended_by", "ends_at", "event_on", "evidence_enc", "id", "party_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "rule", "set_by", "starts_at", "tenant_id", "title_id") SELECT old_values."case_id", old_values."channel", old_values."ended_by", old_values."ends_at", old_values."event_on", old_values."evidence_enc", old_values."id", old_values."party_id", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."reason", old_values."rule", old_values."set_by", old_values."starts_at", old_values."tenant_id", old_values."title_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='cfb616ba9312893e5c119497e3ae6bb52afe68dd', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_df4f6', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='contact_hold', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='hold',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "contact_holdevent" ("case_id", "channel", "ended_by", "ends_at", "event_on", "evidence_enc", "id", "party_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "rule", "set_by", "starts_at", "tenant_id", "title_id") SELECT old_values."case_id", old_values."channel", old_values."ended_by", old_values."ends_at", old_values."event_on", old_values."evidence_enc", old_values."id", old_values."party_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."reason", old_values."rule", old_values."set_by", old_values."starts_at", old_values."tenant_id", old_values."title_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='2a0bd6173e691a57ef9f2d9f42c0ce4276d65ec8', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_e98e1', referencing='REFERENCING OLD TABLE AS old_values ', table='contact_hold', when='AFTER')),
        ),
        migrations.AddField(
            model_name='blocked',
            name='tenant',
            field=acerto.domain.tenancy.fields.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant'),
        ),
        migrations.AddField(
            model_name='blocklist',
            name='tenant',
            field=acerto.domain.tenancy.fields.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant'),
        ),
        migrations.AddField(
            model_name='hours',
            name='creditor',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenancy.creditor'),
        ),
        migrations.AddField(
            model_name='hours',
            name='party',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='parties.party'),
        ),
        migrations.AddField(
            model_name='hours',
            name='tenant',
            field=acerto.domain.tenancy.fields.TenantKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.tenant'),
        ),
        migrations.AddConstraint(
            model_name='blocked',
            constraint=models.UniqueConstraint(fields=('tenant', 'value_bidx', 'name'), name='blocked_once_a_list'),
        ),
        migrations.AddIndex(
            model_name='blocklist',
            index=models.Index(fields=['tenant', 'name', '-taken_on'], name='blocklist_newest'),
        ),
        migrations.AddConstraint(
            model_name='hours',
            constraint=models.UniqueConstraint(fields=('tenant', 'creditor', 'party', 'party_kind', 'weekday', 'starts'), name='hours_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='hours',
            constraint=models.CheckConstraint(condition=models.Q(('starts__lt', models.F('ends'))), name='hours_in_order'),
        ),
        migrations.AddConstraint(
            model_name='hours',
            constraint=models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='hours_on_a_weekday'),
        ),
        migrations.AddConstraint(
            model_name='hours',
            constraint=models.CheckConstraint(condition=models.Q(('party__isnull', True), models.Q(('creditor__isnull', True), ('party_kind', '')), _connector='OR'), name='hours_of_one_owner'),
        ),
    ]
