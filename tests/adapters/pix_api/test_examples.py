"""The published examples: which keep the published schemas, and that the client reads all of them."""

import json
from typing import Any

import pytest
from tests.adapters.pix_api import specification

from acerto.adapters.payments.pix_api import cob, cobr, cobv, location, lotecobv, pix, rec, solicrec
from acerto.adapters.payments.pix_api import webhook as hooks
from acerto.adapters.payments.pix_api.notices import (
    read_pix_notice,
    read_recurrence_notice,
    read_recurring_charge_notice,
)
from acerto.adapters.payments.pix_api.values import Received

RECORDS: dict[str, type[Received]] = {
    "/cob/{txid}": cob.Cob,
    "/cobv/{txid}": cobv.Cobv,
    "/lotecobv/{id}": lotecobv.Batch,
    "/locrec/{id}": location.Location,
    "/locrec/{id}/idRec": location.Location,
    "/loc/{id}": location.Location,
    "/loc/{id}/txid": location.UsedLocation,
    "/pix/{e2eid}": pix.Pix,
    "/pix/{e2eid}/devolucao/{id}": pix.Refund,
    "/webhook/{chave}": hooks.Webhook,
    "/webhookrec": hooks.Webhook,
    "/webhookcobr": hooks.Webhook,
    "/rec/{idRec}": rec.Recurrence,
    "/solicrec/{idSolicRec}": solicrec.RecurrenceRequest,
    "/cobr/{txid}": cobr.RecurringCharge,
    "/cobr/{txid}/retentativa/{data}": cobr.RecurringCharge,
}
MADE: dict[str, type[Received]] = {
    "/cob": cob.Cob,
    "/loc": location.Location,
    "/locrec": location.Location,
    "/rec": rec.Recurrence,
    "/solicrec": solicrec.RecurrenceRequest,
    "/cobr": cobr.RecurringCharge,
}
LISTED: dict[str, type[Received]] = {
    "/cob": cob.CobPage,
    "/cobv": cobv.CobvPage,
    "/lotecobv": lotecobv.BatchPage,
    "/loc": location.LocationPage,
    "/locrec": location.LocationPage,
    "/pix": pix.PixPage,
    "/webhook": hooks.WebhookPage,
    "/rec": rec.RecurrencePage,
    "/cobr": cobr.RecurringPage,
}
CASES = [
    (operation, name) for operation in specification.operations() for name in operation.examples
]


def record(operation: specification.Operation) -> type[Received]:
    if operation.template in RECORDS:
        return RECORDS[operation.template]
    return (LISTED if operation.method == "get" else MADE)[operation.template]


def bodies() -> list[tuple[str, Any, Any]]:
    """Each published request: its name, schema and value."""
    found = []
    for body in specification.corrected()["components"]["requestBodies"].values():
        schema = body["content"]["application/json"]["schema"]
        names = body.get("x-examples", ())
        found += [(name, schema, specification.example(name)) for name in names]
    return found


class TestExamples:
    @pytest.mark.parametrize(
        ("operation", "name"), CASES, ids=lambda case: getattr(case, "name", case)
    )
    def test_every_answer_is_read(self, operation: specification.Operation, name: str) -> None:
        told = specification.example(name)
        read = record(operation).model_validate_json(json.dumps(told))
        assert read.model_dump(exclude_unset=True)

    def test_depart_from_the_schemas_exactly_where_it_is_written_down(self) -> None:
        found = {
            name
            for operation, name in CASES
            for schema in operation.answers.values()
            if specification.violations(schema, specification.example(name))
        }
        found |= {name for name, schema, told in bodies() if specification.violations(schema, told)}
        assert found - NOTICES == set(specification.errata()["departures"])

    def test_amounts_and_instants_are_read_as_they_stand(self) -> None:
        read = cobv.Cobv.model_validate(specification.example("cobResponse4"))
        assert read.value.original_cents == 12345
        assert read.calendar.due_on.isoformat() == "2020-12-31"
        paid = pix.Pix.model_validate(specification.example("pixResponse1"))
        assert paid.amount_cents == 10000
        assert paid.refunds[0].status == pix.RefundStatus.PENDING
        history = rec.Recurrence.model_validate(specification.example("recResponse5")).history
        assert [step.status for step in history] == ["CRIADA", "APROVADA", "CANCELADA"]

    def test_notices_are_read(self) -> None:
        def body(name: str) -> bytes:
            return json.dumps(specification.example(name)).encode()

        for name in ("pixWebhook1", "pixWebhook2"):
            notice = read_pix_notice(body(name))
            assert (len(notice.rows), notice.errors) == (1, ())
        (recurrence,) = read_recurrence_notice(body("recWebhookNotification1")).rows
        assert recurrence.status == rec.RecurrenceStatus.APPROVED
        (charge,) = read_recurring_charge_notice(body("cobRWebhookNotification1")).rows
        assert charge.attempts[0].settles_on is None  # The example's day is "2024-20-08".


NOTICES = {"pixWebhook1", "pixWebhook2", "recWebhookNotification1", "cobRWebhookNotification1"}


class TestTheServer:
    """The server does notice: a specification that lets everything pass would prove nothing."""

    def of(self, method: str, template: str) -> specification.Operation:
        return next(
            row
            for row in specification.operations()
            if (row.method, row.template) == (method, template)
        )

    @pytest.mark.parametrize(
        "change",
        [
            {"valor": {"original": "1,00"}},
            {"valor": {"original": "1.0"}},
            {"valor": {"original": "12345678901.00"}},
            {"valor": {}},
            {"valor": {"original": "1.00", "desconhecido": 1}},
            {"devedor": {"cpf": "123", "nome": "x"}},
            {"devedor": {"cpf": "10020030754", "cnpj": "70080031000119", "nome": "x"}},
            {"chave": "c" * 78},
            {"calendario": {"expiracao": "3600"}},
            {"novo": 1},
        ],
    )
    def test_a_body_that_breaks_the_schema(self, change: dict[str, Any]) -> None:
        operation = self.of("put", "/cob/{txid}")
        good = {"calendario": {}, "valor": {"original": "1.00"}, "chave": "c"}
        path = {"txid": "a" * 30}
        assert specification.request_violations(operation, path, {}, good) == []
        assert specification.request_violations(operation, path, {}, good | change)

    @pytest.mark.parametrize(
        ("path", "query"),
        [
            ({"txid": "curto"}, {}),
            ({"txid": "a" * 30}, {"revisao": "x"}),
            ({"txid": "a" * 30}, {"outro": "1"}),
        ],
    )
    def test_parameters_that_break_the_schema(
        self, path: dict[str, str], query: dict[str, str]
    ) -> None:
        operation = self.of("get", "/cob/{txid}")
        assert specification.request_violations(operation, path, query, None)

    def test_a_list_without_its_window(self) -> None:
        assert len(specification.request_violations(self.of("get", "/pix"), {}, {}, None)) == 2

    def test_an_answer_that_breaks_the_schema(self) -> None:
        schema = self.of("get", "/pix/{e2eid}").answers[200]
        good = {"endToEndId": "E" * 32, "valor": "1.00", "horario": "2026-01-01T00:00:00Z"}
        assert specification.violations(schema, good) == []
        for wrong in ({"valor": 1}, {"horario": "2026-01-01"}, {"endToEndId": "E" * 33}):
            assert specification.violations(schema, good | wrong)
