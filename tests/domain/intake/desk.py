"""A creditor's desk: files are written, brought in, and looked at afterwards."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from acerto.domain.intake.mapping import Mapping, load_mapping
from acerto.domain.intake.services import preview, run_import
from acerto.domain.intake.types import ImportResult
from acerto.domain.ledger.models import TitleBalance, Transfer
from acerto.domain.ledger.selectors import unequal_titles
from acerto.domain.receivables.models import Title
from acerto.domain.tenancy.scope import scope
from acerto.domain.tenancy.services import create_creditor

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
ON = date(2026, 3, 2)
CPF = "390.533.447-05"
OTHER_CPF = "529.982.247-25"
CNPJ = "11.222.333/0001-81"
HEADER = (
    "contrato;parcela;vencimento;valor;cpf;nome;email;telefone;cep;rua;cidade;uf;multa;juros;codigo"
)
TITLES = """
version: 1
kind: titles
decimal: comma
columns: {contract: contrato, instalment: parcela, due_on: vencimento, principal: valor, tax_id: cpf,
  name: nome, email: email, phone: telefone, cep: cep, street: rua, city: cidade, state: uf,
  fine_percent: multa, interest_month_percent: juros, debtor_ref: codigo}
constants: {debt_type: card}
"""
PAYMENTS = """
version: 1
kind: payments
columns: {contract: contrato, tax_id: cpf, debtor_ref: codigo, paid_on: data, amount: valor,
  memo: memo, provider_id: id}
"""
PAYMENTS_HEADER = "contrato;cpf;codigo;data;valor;memo;id"


def row(contract: str = "C1", **said: str) -> str:
    """One line of a titles file; what is not said is a plain, valid title of Ana."""
    cells = {
        "contrato": contract,
        "parcela": "1",
        "vencimento": "10/02/2026",
        "valor": "1.000,00",
        "cpf": CPF,
        "nome": "Ana Exemplo",
        "email": "ana@example.org",
        "telefone": "(11) 98765-4321",
        "cep": "01310-100",
        "rua": "Rua das Flores, 10",
        "cidade": "São Paulo",
        "uf": "SP",
        "multa": "2,00",
        "juros": "1,00",
        "codigo": "",
    }
    return ";".join((cells | said).values())


def paid(contract: str = "C1", **said: str) -> str:
    """One line of a payments file."""
    cells = {"contrato": contract, "cpf": "", "codigo": "", "data": "20/02/2026"}
    return ";".join((cells | {"valor": "100,00", "memo": "", "id": ""} | said).values())


@dataclass
class Desk:
    """One creditor of one tenant."""

    tenant_id: int
    creditor_id: int
    folder: Path

    @classmethod
    def new(cls, *, tenant_id: int, folder: Path, code: str = "loja") -> "Desk":
        creditor_id = create_creditor(
            tenant_id=tenant_id,
            code=code,
            legal_name="Loja Exemplo Ltda.",
            tax_id="11222333000181",
            address="Rua A, 1",
            email="contato@example.org",
            dpo_contact="dpo@example.org",
        )
        return cls(tenant_id, creditor_id, folder)

    def file(self, *rows: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
        """Write a file of these lines."""
        path = self.folder / "arquivo.csv"
        path.write_bytes("".join(f"{line}\n" for line in (header, *rows)).encode(encoding))
        return path

    def bring(self, *rows: str, mode: str = "partial", **more: Any) -> ImportResult:
        """Bring a titles file in."""
        mapping = load_mapping(TITLES + f"mode: {mode}\n")
        return self.bring_file(self.file(*rows), mapping=mapping, **more)

    def bring_payments(self, *rows: str, **more: Any) -> ImportResult:
        """Bring a payments file in."""
        path = self.file(*rows, header=PAYMENTS_HEADER)
        return self.bring_file(path, mapping=load_mapping(PAYMENTS), **more)

    def bring_file(self, path: Path, *, mapping: Mapping, **more: Any) -> ImportResult:
        asked = {"creditor_id": self.creditor_id, "now": NOW, "on": ON} | more
        with scope(self.tenant_id):
            return run_import(path=path, mapping=mapping, **asked)

    def preview(self, *rows: str, mode: str = "partial") -> ImportResult:
        """What a titles file would do."""
        mapping = load_mapping(TITLES + f"mode: {mode}\n")
        with scope(self.tenant_id):
            return preview(
                path=self.file(*rows),
                mapping=mapping,
                creditor_id=self.creditor_id,
                now=NOW,
                on=ON,
            )

    def title(self, contract: str = "C1") -> Title:
        """The first instalment of a contract; the ledger has to add up whenever one looks."""
        with scope(self.tenant_id):
            assert unequal_titles() == []
            return Title.objects.select_related("case__debtor", "terms").get(
                creditor_id=self.creditor_id, contract=contract, instalment="1"
            )

    def balance(self, contract: str = "C1") -> TitleBalance:
        """What is booked and open on it."""
        title = self.title(contract)
        with scope(self.tenant_id):
            return TitleBalance.objects.get(pk=title.pk)

    def transfers(self, contract: str = "C1") -> list[tuple[str, str, str, int]]:
        """(kind, debit, credit, cents) in the order written."""
        title = self.title(contract)
        with scope(self.tenant_id):
            found = Transfer.objects.filter(title_id=title.pk).order_by("pk")
            return list(found.values_list("kind", "debit", "credit", "cents"))
