"""A portfolio of any size, made by the database itself: quick to make, the same every time."""

from datetime import UTC, date, datetime

from django.db import connections

from acerto.domain.dunning.policies import publish_defaults
from acerto.domain.tenancy.scope import scope
from acerto.domain.tenancy.services import create_creditor, create_tenant

ON = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)
TITLES_A_DEBTOR = 4

PARTIES = """
INSERT INTO parties_party (id, tenant_id, kind, name, name_key, state, identified, created_at)
SELECT n, %(tenant)s, 'person', 'Pessoa ' || n, 'pessoa ' || n,
       (ARRAY['SP','MG','RJ','BA','PR','RS','PE','CE','PA','SC'])[1 + n %% 10], n %% 50 <> 0, %(now)s
FROM generate_series(1, %(debtors)s) n;
INSERT INTO parties_contactpoint (tenant_id, party_id, kind, value_enc, value_bidx, masked, ddd, state_uf,
                                  source, creditor_id, basis, state, created_at)
SELECT %(tenant)s, n, k.kind, '\\x00', decode(lpad(to_hex(n), 16, '0'), 'hex'), '***', '11', 'SP',
       'creditor', %(creditor)s, 'contract', 'active', %(now)s
FROM generate_series(1, %(debtors)s) n, (VALUES ('email', 20), ('phone', 33)) k(kind, gap)
WHERE n %% k.gap <> 0;
"""
CASES = """
INSERT INTO receivables_terms (id, tenant_id, party_kind, fine_rate, interest_month_rate, discount_days)
SELECT n, %(tenant)s, 'consumer', 0.02, 0.01 - n * 0.0005, 0 FROM generate_series(1, 8) n;
INSERT INTO receivables_case (id, tenant_id, debtor_id, holder_id, debt_type, party_kind, test_bucket,
                              created_at)
SELECT n, %(tenant)s, n, %(creditor)s, 'card', 'consumer', n %% 100, %(now)s
FROM generate_series(1, %(debtors)s) n;
"""
# Due dates from 420 days ago to 20 days ahead; amounts from R$ 10 to R$ 10.000.
TITLES = """
INSERT INTO receivables_title (id, tenant_id, creditor_id, contract, instalment, case_id, terms_id,
                               principal_cents, due_on, effective_due_on, prescription_on, terms_from,
                               state, row_digest, created_at)
SELECT n, %(tenant)s, %(creditor)s, 'C' || 1 + n / %(each)s, n %% %(each)s, 1 + n / %(each)s,
       1 + n %% 8, 1000 + (n::bigint * 7919) %% 999000, d.due, d.due, d.due + 1826, %(on)s, 'open', '\\x00',
       %(now)s
FROM generate_series(0, %(titles)s - 1) n,
     LATERAL (SELECT %(on)s::date + 20 - ((n::bigint * 104729) %% 440)::int AS due) d;
INSERT INTO ledger_titlebalance (title_id, tenant_id, principal_cents, interest_cents, fine_cents,
                                 correction_cents, fine_charged)
SELECT id, tenant_id, principal_cents, 0, 0, 0, false FROM receivables_title;
"""


def make_portfolio(*, titles: int, each: int = TITLES_A_DEBTOR) -> int:
    """Fill the database with one tenant of so many open titles, `each` of a debtor; returns the tenant."""
    tenant_id = create_tenant(name="Carteira", slug=f"carteira-{titles}", now=NOW)
    creditor_id = create_creditor(
        tenant_id=tenant_id, code="loja", legal_name="Loja", tax_id="11222333000181"
    )
    with scope(tenant_id):
        publish_defaults(now=NOW)
    names = {
        "tenant": tenant_id,
        "creditor": creditor_id,
        "titles": titles,
        "debtors": titles // each,
        "each": each,
        "on": ON,
        "now": NOW,
    }
    with connections["maintenance"].cursor() as cursor:
        for statements in (PARTIES, CASES, TITLES):
            for statement in filter(str.strip, statements.split(";\n")):
                cursor.execute(statement, names)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return tenant_id
