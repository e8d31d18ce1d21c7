"""A populated company for looking at: sixty debtors, a decided day, messages that really went."""

import random
from datetime import date, timedelta
from pathlib import Path

from django.conf import settings
from tests.factory import NOON, World
from tests.portal_world import make_link

from acerto.config.channels import open_outlets
from acerto.domain.contact.models import Claim, Hold
from acerto.domain.contact.portal_claims import make_claim
from acerto.domain.dunning.policies import publish_defaults
from acerto.domain.dunning.services import run_day
from acerto.domain.intake.mapping import load_mapping
from acerto.domain.intake.services import run_import
from acerto.domain.payments.services import record_payment
from acerto.domain.receivables.models import Title
from acerto.domain.tenancy.models import Creditor, Membership, Tenant
from acerto.domain.tenancy.scope import scope
from acerto.domain.tenancy.services import add_member, create_user
from acerto.doors.jobs.worker import Worker

TODAY = NOON.date()
EMAIL, PASSWORD = "gestora@example.com", "uma senha comprida"
FIRST = "Ana,Bruno,Célia,Davi,Elisa,Fábio,Gabriela,Hugo,Iara,João,Karina,Luís,Marina,Nuno,Olívia"
LAST = "Almeida,Barros,Cardoso,Duarte,Esteves,Freitas,Gomes,Lacerda,Moraes,Nogueira"
FILE = """contrato;vencimento;valor;cpf;nome;email
F-1;10/02/2026;350,00;390.533.447-05;Ana Almeida;ana@example.org
F-2;31/02/2026;100,00;390.533.447-05;Ana Almeida;ana@example.org
F-3;10/02/2026;120,00;111.111.111-11;Sem Documento;
"""
MAPPING = """
kind: titles
columns:
  {contract: contrato, due_on: vencimento, principal: valor, tax_id: cpf, name: nome, email: email}
"""


def cpf(dice: random.Random) -> str:
    """A CPF with right check digits."""
    digits = [dice.randrange(10) for _place in range(9)]
    for _check in range(2):
        weights = range(len(digits) + 1, 1, -1)
        rest = sum(d * w for d, w in zip(digits, weights, strict=True)) * 10 % 11
        digits.append(rest % 10)
    return "".join(map(str, digits))


def populate(folder: Path) -> tuple[World, int]:
    """The company, and a debtor with a bit of everything."""
    settings.ACERTO_MAILBOX = folder / "mailbox"
    dice = random.Random(7)
    world = World.new()
    with scope(world.tenant_id):
        Tenant.objects.update(name="Lojas Horizonte")
        Creditor.objects.update(trade_name="Lojas Horizonte", legal_name="Horizonte Varejo Ltda.")
        publish_defaults(now=NOON)
        star = _debtors(world, dice)
        _file(world, folder)
    _team(world)
    _said(world, star)
    with scope(world.tenant_id):
        run_day(on=TODAY, now=NOON)
    with open_outlets() as outlets:
        Worker(outlets=outlets, now=lambda: NOON).drain()
    return world, star


def _debtors(world: World, dice: random.Random) -> int:
    people = []
    first, last = FIRST.split(","), LAST.split(",")
    for number in range(60):
        name = f"{first[number % 15]} {last[number // 6 % 10]} {last[(number * 7 + 3) % 10]}"
        state = dice.choice(["SP", "RJ", "MG", "BA", "RS", "PE", "PR"])
        email = f"pessoa{number}@example.org"
        party = world.party(name, state=state, cpf=cpf(dice), email=email)
        people.append(party)
        case = world.case(party)
        late = dice.choice([-25, -3, 2, 5, 12, 20, 33, 45, 70, 100, 200, 400])
        for instalment in range(dice.choice([1, 1, 2, 3])):
            due_on = TODAY - timedelta(days=late - 30 * instalment)
            world.title(case, due_on=due_on, cents=dice.randrange(60_00, 4200_00))
        if number % 9 == 4:
            record_payment(
                case_id=case,
                creditor_id=world.creditor_id,
                amount_cents=dice.randrange(50_00, 300_00),
                paid_on=TODAY - timedelta(days=number % 7),
                now=NOON,
                memo="recebido na loja",
            )
    Hold.objects.create(
        tenant_id=world.tenant_id,
        party_id=people[20],
        channel="",
        reason=Hold.Reason.OPT_OUT,
        rule="opt-out",
        starts_at=NOON,
    )
    return _star(world, people[0])


def _star(world: World, party: int) -> int:
    """Somebody with two cases, a payment and a broken past."""
    case = world.case(party)
    for months in (1, 2, 3):
        world.title(case, due_on=date(2026, 3, 5) - timedelta(days=30 * months), cents=412_90)
    other = world.case(party, debt_type="loan")
    world.title(other, due_on=date(2026, 1, 20), cents=1850_00)
    record_payment(
        case_id=case,
        creditor_id=world.creditor_id,
        amount_cents=150_00,
        paid_on=TODAY,
        now=NOON,
    )
    return party


def _file(world: World, folder: Path) -> None:
    path = folder / "carteira-fevereiro.csv"
    path.write_text(FILE)
    run_import(
        path=path,
        mapping=load_mapping(MAPPING),
        creditor_id=world.creditor_id,
        now=NOON,
        on=TODAY,
    )


def _team(world: World) -> None:
    user_id = create_user(email=EMAIL, password=PASSWORD, name="Marta Gestora")
    add_member(tenant_id=world.tenant_id, user_id=user_id, role=Membership.Role.MANAGER)


def _said(world: World, star: int) -> None:
    """The debtor says that one of the titles is paid."""
    linked = make_link(world, party_id=star)
    with scope(world.tenant_id):
        title = Title.objects.filter(case_id=linked.case_id).order_by("due_on").first()
    make_claim(
        ref=linked.ref,
        kind=Claim.Kind.SAYS_PAID,
        title_ids=[title.pk],
        text="Paguei no caixa da loja no dia 10, tenho o comprovante.",
        now=NOON,
    )
