"""Every operation that the client offers, against an institution that holds each request and each answer
against the published specification."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.adapters.pix_api import specification
from tests.adapters.pix_api.server import World

from acerto.adapters.payments.pix_api import PixApi, cob, cobr, cobv, lotecobv, pix, rec, solicrec
from acerto.adapters.payments.pix_api.errors import InvalidRequest, NotFound
from acerto.adapters.payments.pix_api.location import ChargeType, LocationRef
from acerto.adapters.payments.pix_api.people import Contact, Debtor, DueDebtor, RecurringDebtor
from acerto.formats.cobv import (
    Cobv,
    Discount,
    DiscountMode,
    Fine,
    FineMode,
    Interest,
    InterestMode,
    Rebate,
    RebateMode,
    Until,
)

TXID, OTHER, THIRD = "a" * 26, "B2" * 16, "c" * 35
E2E = "E12345678202603051530aaaaaaaaaaa"
KEY = "123e4567-e12b-12d1-a456-426655440000"
CPF, CNPJ = "10020030754", "70080031000119"
FROM, TO = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 3, 31, 23, 59, 59, tzinfo=UTC)
DUE = date(2026, 3, 10)

IMMEDIATE = cob.NewCob(
    debtor=Debtor(name="Pessoa de Exemplo", cpf=CPF),
    value=cob.CobValue(original_cents=12345),
    key=KEY,
    prompt="Mensalidade de março",
    details=(cob.Detail(name="Contrato", value="123"),),
)
FULL = Cobv(
    original_cents=100_000,
    due_on=DUE,
    valid_days=15,
    fine=Fine(FineMode.PERCENT, 200),
    interest=Interest(InterestMode.MONTH, 100),
    rebate=Rebate(RebateMode.FIXED, 500),
    discount=Discount(
        DiscountMode.FIXED_UNTIL, (Until(date(2026, 3, 3), 3000), Until(date(2026, 3, 6), 1500))
    ),
)
DEBTOR = DueDebtor(
    name="Pessoa de Exemplo",
    cnpj=CNPJ,
    email="pessoa@example.com",
    street="Rua de Exemplo, 1",
    city="Recife",
    state="PE",
    postal_code="50000000",
)


def due_charge(rule: Cobv = FULL) -> cobv.NewCobv:
    return cobv.NewCobv(
        calendar=cobv.calendar_of(rule), debtor=DEBTOR, value=cobv.value_of(rule), key=KEY
    )


def walk_cob(api: PixApi, world: World) -> None:
    made = api.cob.put(txid=TXID, charge=IMMEDIATE)
    assert (made.txid, made.status, made.revision) == (TXID, cob.ChargeStatus.ACTIVE, 0)
    assert made.value.original_cents == 12345
    assert made.debtor.tax_id == CPF
    assert made.copy_paste.startswith("000201")
    changed = api.cob.patch(
        txid=TXID, change=cob.CobChange(value=cob.CobValue(original_cents=500), prompt="Outro")
    )
    assert (changed.revision, changed.value.original_cents) == (1, 500)
    assert api.cob.get(txid=TXID) == changed
    assert api.cob.get(txid=TXID, revision=0).value.original_cents == 12345
    chosen = api.cob.post(charge=IMMEDIATE)
    listed = api.cob.list(
        from_at=FROM, to_at=TO, tax_id=CPF, status=cob.ChargeStatus.ACTIVE, with_location=True
    )
    assert [charge.txid for charge in listed] == [TXID, chosen.txid]
    assert api.cob.remove(txid=TXID).status == cob.ChargeStatus.REMOVED_BY_RECEIVER
    with pytest.raises(InvalidRequest) as refused:
        api.cob.put(txid=TXID, charge=IMMEDIATE)
    assert refused.value.code == "CobOperacaoInvalida"
    assert refused.value.violations[0].field_name == "cob.status"
    with pytest.raises(NotFound):
        api.cob.get(txid=THIRD)


def walk_cobv(api: PixApi, world: World) -> None:
    made = api.cobv.put(txid=TXID, charge=due_charge())
    assert made.rule() == FULL
    assert made.receiver.city == "Recife"
    by_day = Cobv(
        original_cents=100_000,
        due_on=DUE,
        rebate=Rebate(RebateMode.PERCENT, 1000),
        interest=Interest(InterestMode.BANK_YEAR, 1200),
        discount=Discount(DiscountMode.PERCENT_A_BANK_DAY, (), 25),
    )
    change = cobv.CobvChange(calendar=cobv.calendar_of(by_day), value=cobv.value_of(by_day))
    assert api.cobv.patch(txid=TXID, change=change).rule() == by_day
    assert api.cobv.get(txid=TXID).revision == 1
    assert api.cobv.get(txid=TXID, revision=0).rule() == FULL
    listed = api.cobv.list(
        from_at=FROM, to_at=TO, tax_id=CPF, status=cob.ChargeStatus.PAID, batch_id=7, page_size=5
    )
    assert list(listed) == []
    removed = api.cobv.remove(txid=TXID)
    assert removed.status == cob.ChargeStatus.REMOVED_BY_RECEIVER


def walk_batches(api: PixApi, world: World) -> None:
    free = Cobv(original_cents=1, due_on=DUE)
    members = tuple(
        lotecobv.BatchMember(txid=txid, **{n: getattr(due_charge(free), n) for n in FIELDS})
        for txid in (OTHER, THIRD)
    )
    api.batches.put(
        batch_id="lote-1", batch=lotecobv.NewBatch(description="Março", charges=members)
    )
    batch = api.batches.get(batch_id="lote-1")
    assert batch.is_done
    assert [row.status for row in batch.members] == [lotecobv.MemberStatus.CREATED] * 2
    change = lotecobv.BatchMemberChange(txid=OTHER, prompt="Outro texto")
    api.batches.patch(batch_id="lote-1", change=lotecobv.BatchChange(charges=(change,)))
    assert api.cobv.get(txid=OTHER).prompt == "Outro texto"
    world.bank.batches["lote-1"]["cobsv"][0] |= {
        "status": "NEGADA",
        "problema": {
            "type": "https://pix.bcb.gov.br/api/v2/error/CobVOperacaoInvalida",
            "title": "Cobrança inválida.",
            "status": 400,
            "violacoes": [{"razao": "Zero.", "propriedade": "cobv.valor.original"}],
        },
    }
    (listed,) = api.batches.list(from_at=FROM, to_at=TO)
    assert listed.members[0].problem.kind == "CobVOperacaoInvalida"
    assert listed.members[0].problem.violations[0].field_name == "cobv.valor.original"


FIELDS = ("calendar", "debtor", "value", "key")


def walk_locations(api: PixApi, world: World) -> None:
    made = api.locations.post(charge_type=ChargeType.IMMEDIATE)
    used = IMMEDIATE.model_copy(update={"location": LocationRef(location_id=made.location_id)})
    charge = api.cob.put(txid="9" * 30, charge=used)
    assert charge.location.address == made.address
    assert api.locations.get(location_id=made.location_id).txid == "9" * 30
    rows = api.locations.list(from_at=FROM, to_at=TO, charge_type=ChargeType.IMMEDIATE, in_use=True)
    assert made.location_id in [row.location_id for row in rows]
    assert api.locations.unlink(location_id=made.location_id).txid is None


def walk_pix(api: PixApi, world: World) -> None:
    world.bank.receive(
        end_to_end_id=E2E,
        amount="105.00",
        txid=TXID,
        componentesValor={
            "original": {"valor": "100.00"},
            "multa": {"valor": "3.00"},
            "juros": {"valor": "2.00"},
        },
        chave=KEY,
        infoPagador="Pago",
    )
    world.bank.receive(end_to_end_id="E" + "9" * 31, amount="1.00")
    got = api.pix.get(end_to_end_id=E2E)
    assert (got.amount_cents, got.parts.sum_cents(), got.parts.fine.amount_cents) == (
        10500,
        10500,
        300,
    )
    assert got.paid_at == datetime(2026, 3, 5, 15, 30, 0, 123000, tzinfo=UTC)
    found = api.pix.list(from_at=FROM, to_at=TO, txid=TXID, with_txid=True, with_refund=False)
    assert list(found) == [got]
    refund = pix.NewRefund(amount_cents=500, nature=pix.RefundNature.ORIGINAL, message="Engano")
    made = api.pix.refund(end_to_end_id=E2E, refund_id="dev1", refund=refund)
    assert (made.status, made.amount_cents) == (pix.RefundStatus.PENDING, 500)
    assert api.pix.get_refund(end_to_end_id=E2E, refund_id="dev1") == made
    with pytest.raises(InvalidRequest) as refused:
        api.pix.refund(
            end_to_end_id=E2E, refund_id="dev2", refund=pix.NewRefund(amount_cents=10001)
        )
    assert refused.value.code == "PixDevolucaoInvalida"


def walk_webhooks(api: PixApi, world: World) -> None:
    key, url = "+5581999990000", "https://recebe.example.com/pix-api"
    api.webhooks.put(key=key, url=url)
    assert api.webhooks.get(key=key).url == url
    assert [row.key for row in api.webhooks.list()] == [key]
    assert [row.url for row in api.webhooks.list(from_at=FROM, to_at=TO)] == [url]
    api.webhooks.delete(key=key)
    with pytest.raises(NotFound):
        api.webhooks.delete(key=key)
    for single in (api.recurrence_webhook, api.recurring_charge_webhook):
        single.put(url=url)
        assert single.get().url == url
        single.delete()
        with pytest.raises(NotFound):
            single.get()


def walk_automatic(api: PixApi, world: World) -> None:
    place = api.recurrence_locations.post()
    made = api.recurrences.post(recurrence=recurrence(place.location_id))
    name = made.recurrence_id
    assert (made.status, made.value.fixed_cents) == (rec.RecurrenceStatus.CREATED, 15000)
    assert api.recurrence_locations.get(location_id=place.location_id).recurrence_id == name
    places = api.recurrence_locations.list(from_at=FROM, to_at=TO, in_use=True, agreement="Escola")
    assert [row.recurrence_id for row in places] == [name]
    walk_recurrence(api, name)
    walk_requests(api, name)
    walk_recurring(api, name)
    freed = api.recurrence_locations.unlink(location_id=place.location_id)
    assert freed.recurrence_id is None
    assert api.recurrences.cancel(recurrence_id=name).status == rec.RecurrenceStatus.CANCELLED
    with pytest.raises(InvalidRequest):
        api.recurrences.cancel(recurrence_id=name)


def recurrence(location_id: int) -> rec.NewRecurrence:
    return rec.NewRecurrence(
        bond=rec.Bond(
            subject="Mensalidade",
            debtor=RecurringDebtor(name="Pessoa de Exemplo", cpf=CPF),
            contract="123",
        ),
        calendar=rec.RecurrenceCalendar(
            first_on=date(2026, 4, 1), last_on=date(2027, 4, 1), period=rec.Period.MONTH
        ),
        value=rec.RecurrenceValue(fixed_cents=15000),
        retry_policy=rec.RetryPolicy.THREE_IN_SEVEN_DAYS,
        receiver=rec.Agreement(agreement="Escola"),
        location_id=location_id,
        activation=rec.Activation(journey=rec.Journey(txid=TXID)),
    )


def walk_recurrence(api: PixApi, name: str) -> None:
    assert api.recurrences.get(recurrence_id=name).payer.tax_id == CPF
    assert api.recurrences.get(recurrence_id=name, txid=TXID).qr.journey == "JORNADA_3"
    changed = api.recurrences.patch(
        recurrence_id=name,
        change=rec.RecurrenceChange(
            calendar=rec.FirstDay(first_on=date(2026, 5, 1)),
            bond=rec.BondChange(debtor=rec.DebtorName(name="Outro Nome")),
        ),
    )
    assert changed.calendar.first_on == date(2026, 5, 1)
    listed = api.recurrences.list(
        from_at=FROM,
        to_at=TO,
        tax_id=CPF,
        status=rec.RecurrenceStatus.CREATED,
        with_location=True,
        agreement="Escola",
    )
    assert [row.recurrence_id for row in listed] == [name]


def walk_requests(api: PixApi, recurrence_id: str) -> None:
    made = api.recurrence_requests.post(
        request=solicrec.NewRequest(
            recurrence_id=recurrence_id,
            calendar=solicrec.RequestCalendar(expires_at=TO),
            recipient=solicrec.Recipient(cpf=CPF, account="12345", ispb="12345678", branch="0001"),
        )
    )
    assert made.recurrence.recurrence_id == recurrence_id
    assert made.calendar.expires_at == TO
    assert api.recurrence_requests.get(request_id=made.request_id) == made
    cancelled = api.recurrence_requests.cancel(request_id=made.request_id)
    assert cancelled.status == solicrec.RequestStatus.CANCELLED


def walk_recurring(api: PixApi, recurrence_id: str) -> None:
    charge = cobr.NewRecurringCharge(
        recurrence_id=recurrence_id,
        text="Abril",
        calendar=cobr.RecurringCalendar(due_on=date(2026, 4, 10)),
        value=cobr.RecurringValue(original_cents=15000),
        receiver=cobr.ReceiverAccount(
            account="997182", kind=cobr.AccountKind.CURRENT, branch="9708"
        ),
        debtor=Contact(email="pessoa@example.com", postal_code="50000000"),
    )
    made = api.recurring_charges.put(txid=TXID, charge=charge)
    assert (made.value.original_cents, made.calendar.due_on) == (15000, date(2026, 4, 10))
    other = api.recurring_charges.post(charge=charge)
    assert api.recurring_charges.get(txid=TXID) == made
    tried = api.recurring_charges.retry(txid=TXID, on=date(2026, 4, 12))
    assert [row.settles_on for row in tried.attempts] == [date(2026, 4, 12)]
    listed = api.recurring_charges.list(
        from_at=FROM,
        to_at=TO,
        recurrence_id=recurrence_id,
        status=cobr.RecurringStatus.CREATED,
        agreement="Escola",
    )
    assert [row.txid for row in listed] == [TXID, other.txid]
    cancelled = api.recurring_charges.cancel(txid=TXID)
    assert cancelled.status == cobr.RecurringStatus.CANCELLED
    assert cancelled.ending.cancellation.code == "SLCR"


WALKS = (
    walk_cob,
    walk_cobv,
    walk_batches,
    walk_locations,
    walk_pix,
    walk_webhooks,
    walk_automatic,
)


class TestWalk:
    @pytest.mark.parametrize("walk", WALKS, ids=lambda walk: walk.__name__)
    def test_a_resource(self, walk, api: PixApi, world: World) -> None:
        walk(api, world)

    def test_leaves_out_no_operation_of_the_specification(self, api: PixApi, world: World) -> None:
        for walk in WALKS:
            walk(api, world)
        assert world.covered == {operation.name for operation in specification.operations()}

    def test_each_request_is_authorised_and_each_peer_shows_its_certificate(
        self, api: PixApi, world: World
    ) -> None:
        walk_cob(api, world)
        assert {row["authorization"] for row in world.headers} == {"Bearer token-1"}
        assert all(peer["subject"][0][0] == ("commonName", "client") for peer in world.peers)
        assert world.sold == 1


class TestPages:
    def test_are_followed_to_the_last(self, api: PixApi, world: World) -> None:
        for number in range(23):
            world.bank.receive(end_to_end_id=f"E{number:031d}", amount=f"{number}.50")
        found = list(api.pix.list(from_at=FROM, to_at=TO, page_size=5))
        assert [row.amount_cents for row in found] == [100 * number + 50 for number in range(23)]
        assert world.asked == ["GET /api/pix"] * 5

    def test_nothing_is_one_empty_page(self, api: PixApi, world: World) -> None:
        assert list(api.cobv.list(from_at=FROM, to_at=TO)) == []
        assert len(world.asked) == 1

    @pytest.mark.parametrize(
        ("from_at", "to_at"),
        [(TO, FROM), (FROM.replace(tzinfo=None), TO)],
    )
    def test_a_window_that_is_none_is_not_asked_for(
        self, api: PixApi, world: World, from_at: datetime, to_at: datetime
    ) -> None:
        with pytest.raises(InvalidRequest):
            api.pix.list(from_at=from_at, to_at=to_at)
        assert world.asked == []

    def test_a_window_of_webhooks_has_two_ends(self, api: PixApi) -> None:
        with pytest.raises(InvalidRequest):
            api.webhooks.list(from_at=FROM)

    def test_a_page_size_has_limits(self, api: PixApi) -> None:
        with pytest.raises(InvalidRequest):
            list(api.pix.list(from_at=FROM, to_at=TO, page_size=1001))

    def test_a_window_keeps_its_zone(self, api: PixApi, world: World) -> None:
        zone = FROM.astimezone(tz=ZoneInfo("America/Sao_Paulo"))
        list(api.pix.list(from_at=zone, to_at=zone + timedelta(days=1)))
        assert world.queries[0]["inicio"] == "2026-02-28T21:00:00-03:00"
