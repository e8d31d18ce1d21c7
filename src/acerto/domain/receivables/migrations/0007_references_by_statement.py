"""Cases and titles point to their debtor, holder, creditor, case and terms, checked once a statement."""

import django.db.models.deletion
from django.db import migrations, models

from acerto.domain.tenancy.migration_ops import references


class Migration(migrations.Migration):
    dependencies = [
        ("receivables", "0006_lean_foreign_keys"),
        ("parties", "0010_references_by_statement"),
        ("tenancy", "0003_statistics"),
    ]
    operations = [
        migrations.AlterField(
            model_name="case",
            name="debtor",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="parties.party",
            ),
        ),
        migrations.AlterField(
            model_name="title",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="titles",
                to="receivables.case",
            ),
        ),
        references(table="receivables_case", column="debtor_id", parent="parties_party"),
        references(table="receivables_case", column="holder_id", parent="tenancy_creditor"),
        references(table="receivables_title", column="case_id", parent="receivables_case"),
        references(table="receivables_title", column="creditor_id", parent="tenancy_creditor"),
        references(table="receivables_title", column="terms_id", parent="receivables_terms"),
    ]
