"""Small worlds for tests: tenants, debtors, titles, made through the rooms' own services."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from acerto.core.calendar import next_bank_day
from acerto.core.text import name_key
from acerto.domain.ledger.models import Account, TitleBalance, Transfer
from acerto.domain.ledger.services import Posting, post
from acerto.domain.parties.models import ContactPoint, Identity, Party
from acerto.domain.receivables.models import Case, Terms, Title
from acerto.domain.tenancy.crypto import vault
from acerto.domain.tenancy.services import create_creditor, create_tenant

NOON = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)  # 12:00 in São Paulo
_number = count(1)


@dataclass
class World:
    """One tenant with one creditor; everything made through it belongs to them."""

    tenant_id: int
    creditor_id: int
    parties: dict[str, int] = field(default_factory=dict)

    @classmethod
    def new(cls, *, now: datetime = NOON) -> "World":
        number = next(_number)
        tenant_id = create_tenant(name=f"Empresa {number}", slug=f"empresa-{number}", now=now)
        world = cls(tenant_id=tenant_id, creditor_id=0)
        world.creditor_id = world.another_creditor("loja")
        return world

    def another_creditor(self, code: str) -> int:
        return create_creditor(
            tenant_id=self.tenant_id,
            code=code,
            legal_name="Loja Exemplo Ltda.",
            tax_id="11222333000181",
            address="Rua das Flores, 10, São Paulo/SP",
            email="contato@loja.example.com",
            dpo_contact="privacidade@loja.example.com",
            pix_key="contato@loja.example.com",
            pix_city="SAO PAULO",
        )

    def party(
        self,
        name: str = "Ana Exemplo",
        *,
        state: str = "SP",
        cpf: str = "39053344705",
        email: str = "ana@example.org",
        phone_ddd: str = "",
        now: datetime = NOON,
    ) -> int:
        person = Party.objects.create(
            tenant_id=self.tenant_id,
            kind=Party.Kind.PERSON,
            name=name,
            name_key=name_key(name),
            state=state,
            identified=bool(cpf),
            created_at=now,
        )
        if cpf:
            box = vault(tenant_id=self.tenant_id, column="identity")
            index = box.index(cpf)
            Identity.objects.create(
                tenant_id=self.tenant_id,
                party=person,
                kind=Identity.Kind.CPF,
                value_enc=box.seal(cpf, index=index),
                value_bidx=index,
                masked="***.***.***-" + cpf[-2:],
            )
        if email:
            self.point(person.pk, ContactPoint.Kind.EMAIL, email, now=now)
        if phone_ddd:
            self.point(
                person.pk, ContactPoint.Kind.PHONE, f"+55{phone_ddd}900000000", ddd=phone_ddd
            )
        return int(person.pk)

    def point(
        self, party_id: int, kind: str, value: str, *, ddd: str = "", now: datetime = NOON
    ) -> int:
        box = vault(tenant_id=self.tenant_id, column="contact_point")
        index = box.index(value)
        point = ContactPoint.objects.create(
            tenant_id=self.tenant_id,
            party_id=party_id,
            kind=kind,
            value_enc=box.seal(value, index=index),
            value_bidx=index,
            masked="a***@example.org",
            ddd=ddd,
            source=ContactPoint.Source.CREDITOR,
            creditor_id=self.creditor_id,
            basis="contract",
            created_at=now,
        )
        return int(point.pk)

    def case(
        self,
        party_id: int,
        *,
        debt_type: str = "card",
        party_kind: str = "consumer",
        bucket: int = 0,
    ) -> int:
        case, _created = Case.objects.get_or_create(
            tenant_id=self.tenant_id,
            debtor_id=party_id,
            holder_id=self.creditor_id,
            debt_type=debt_type,
            defaults={"party_kind": party_kind, "test_bucket": bucket, "created_at": NOON},
        )
        return int(case.pk)

    def terms(
        self,
        *,
        fine: str | None = "0.02",
        interest: str | None = "0.01",
        party_kind: str = "consumer",
        **more: str,
    ) -> int:
        row, _created = Terms.objects.get_or_create(
            tenant_id=self.tenant_id,
            party_kind=party_kind,
            fine_rate=None if fine is None else Decimal(fine),
            interest_month_rate=None if interest is None else Decimal(interest),
            discount_rate=None,
            discount_days=0,
            payoff_month_rate=None,
            **{"interest_mode": "contract", "correction_index": "", "debt_type": "", **more},
        )
        return int(row.pk)

    def title(
        self,
        case_id: int,
        *,
        due_on: date,
        cents: int = 100_00,
        terms_id: int | None = None,
        now: datetime = NOON,
    ) -> int:
        title = Title.objects.create(
            tenant_id=self.tenant_id,
            creditor_id=self.creditor_id,
            contract=f"C{next(_number)}",
            instalment="1",
            case_id=case_id,
            terms_id=terms_id or self.terms(),
            principal_cents=cents,
            due_on=due_on,
            effective_due_on=next_bank_day(due_on),
            prescription_on=due_on.replace(year=due_on.year + 5, day=min(due_on.day, 28)),
            terms_from=now.date(),
            row_digest=b"",
            created_at=now,
        )
        TitleBalance.objects.create(title_id=title.pk, tenant_id=self.tenant_id, principal_cents=0)
        opening = Posting(
            kind=Transfer.Kind.OPENING,
            case_id=case_id,
            title_id=title.pk,
            debit=Account.PRINCIPAL,
            credit=Account.ORIGIN,
            cents=cents,
            effective_on=min(due_on, now.date()),
        )
        post(postings=[opening], now=now)
        return int(title.pk)
