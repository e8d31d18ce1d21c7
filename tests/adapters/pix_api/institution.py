"""An institution that keeps what it is told: charges, locations, Pix, refunds, webhooks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

MADE_AT = "2026-03-02T12:00:00Z"
PAID_AT = "2026-03-05T15:30:00.123Z"
RECEIVER = {
    "cnpj": "70080031000119",
    "nome": "Empresa de Exemplo",
    "logradouro": "Rua de Exemplo, 1",
    "cidade": "Recife",
    "uf": "PE",
    "cep": "50000000",
}
BR_CODE = "00020126490014br.gov.bcb.pix2527pix.example.com/qr/v2/12345204000053039865802BR63041234"

Json = dict[str, Any]
Done = tuple[int, Any]


class Denied(Exception):
    """A refusal in the specification's words."""

    def __init__(self, status: int, kind: str, *reasons: str) -> None:
        super().__init__(kind)
        self.status = status
        self.body: Json = {
            "type": f"https://pix.bcb.gov.br/api/v2/error/{kind}",
            "title": "Pedido recusado.",
            "status": status,
            "detail": "O pedido não pode ser atendido.",
            "correlationId": "3f9c0a51",
        }
        if reasons:
            self.body["violacoes"] = [
                {"razao": reason, "propriedade": reason.split("`")[1], "valor": "?"}
                for reason in reasons
            ]


@dataclass
class Ask:
    """A request that the specification allows."""

    path: dict[str, str]
    query: dict[str, str]
    body: Any

    def is_about(self, row: Json) -> bool:
        """Whether a row passes the filters that many lists share."""
        status, cpf = self.query.get("status"), self.query.get("cpf")
        about = row.get("devedor") or row.get("vinculo", {}).get("devedor", {})
        return (status is None or row["status"] == status) and (
            cpf is None or about.get("cpf") == cpf
        )

    def page(self, name: str, rows: list[Json]) -> Json:
        """A page of a list, with the question beside it."""
        number = int(self.query.get("paginacao.paginaAtual", 0))
        size = int(self.query.get("paginacao.itensPorPagina", 100))
        asked: Json = {name: self.query[name] for name in ("inicio", "fim") if name in self.query}
        asked["paginacao"] = {
            "paginaAtual": number,
            "itensPorPagina": size,
            "quantidadeDePaginas": max(1, -(-len(rows) // size)),
            "quantidadeTotalDeItens": len(rows),
        }
        return {"parametros": asked, name: rows[number * size : (number + 1) * size]}


@dataclass
class Institution:
    """Everything by its id; `revisions` keeps the charges as they were."""

    charges: dict[str, dict[str, Json]] = field(default_factory=lambda: {"cob": {}, "cobv": {}})
    revisions: dict[tuple[str, int], Json] = field(default_factory=dict)
    batches: dict[str, Json] = field(default_factory=dict)
    locations: dict[int, Json] = field(default_factory=dict)
    received: dict[str, Json] = field(default_factory=dict)
    webhooks: dict[str, str] = field(default_factory=dict)

    def operations(self) -> dict[str, Callable[[Ask], Done]]:
        """Who answers what."""
        found: dict[str, Callable[[Ask], Done]] = {
            "POST /cob": lambda ask: (
                201,
                self.make("cob", f"{len(self.revisions):032x}", ask.body),
            ),
            "PUT /lotecobv/{id}": self.put_batch,
            "PATCH /lotecobv/{id}": self.patch_batch,
            "GET /lotecobv/{id}": lambda ask: (200, self.batch(ask.path["id"])),
            "GET /lotecobv": lambda ask: (200, ask.page("lotes", list(self.batches.values()))),
            "POST /loc": lambda ask: (201, self.new_location(ask.body["tipoCob"])),
            "GET /loc": self.list_locations,
            "GET /loc/{id}": lambda ask: (200, self.location(ask)),
            "DELETE /loc/{id}/txid": self.unlink,
            "GET /pix": self.list_pix,
            "GET /pix/{e2eid}": lambda ask: (200, self.pix(ask)),
            "PUT /pix/{e2eid}/devolucao/{id}": self.refund,
            "GET /pix/{e2eid}/devolucao/{id}": lambda ask: (200, self.refunded(ask)),
            "PUT /webhook/{chave}": self.put_webhook,
            "GET /webhook/{chave}": lambda ask: (200, self.webhook(ask.path["chave"])),
            "DELETE /webhook/{chave}": self.delete_webhook,
            "GET /webhook": lambda ask: (
                200,
                ask.page("webhooks", [self.webhook(key) for key in self.webhooks]),
            ),
        }
        for kind in ("cob", "cobv"):
            found |= self.of_charges(kind)
        return found

    def of_charges(self, kind: str) -> dict[str, Callable[[Ask], Done]]:
        return {
            f"PUT /{kind}/{{txid}}": lambda ask: (201, self.make(kind, ask.path["txid"], ask.body)),
            f"PATCH /{kind}/{{txid}}": lambda ask: (200, self.change(kind, ask)),
            f"GET /{kind}/{{txid}}": lambda ask: (200, self.charge(kind, ask)),
            f"GET /{kind}": lambda ask: (
                200,
                ask.page("cobs", [row for row in self.charges[kind].values() if ask.is_about(row)]),
            ),
        }

    def make(self, kind: str, txid: str, body: Json) -> Json:
        before = self.charges[kind].get(txid)
        self.check(kind, body, before)
        row = {**body, "txid": txid, "status": "ATIVA", "revisao": 0}
        row["calendario"] = {"criacao": MADE_AT, **body["calendario"]}
        row["loc"] = self.use(kind, txid, body.get("loc"), before)
        if kind == "cobv":
            row["recebedor"] = RECEIVER
            row["calendario"].setdefault("validadeAposVencimento", 30)
        else:
            row["location"] = row["loc"]["location"]
            row["calendario"].setdefault("expiracao", 86400)
        row["pixCopiaECola"] = BR_CODE
        return self.keep(kind, row, before)

    def keep(self, kind: str, row: Json, before: Json | None) -> Json:
        """The revision grows when anything but the location changes."""
        if before is not None:
            old = {
                name: before[name] for name in before if name not in ("revisao", "loc", "location")
            }
            new = {name: row[name] for name in row if name not in ("revisao", "loc", "location")}
            row["revisao"] = before["revisao"] + (old != new)
        self.charges[kind][row["txid"]] = row
        self.revisions[row["txid"], row["revisao"]] = row
        return row

    def check(self, kind: str, body: Json, before: Json | None) -> None:
        named = "CobV" if kind == "cobv" else "Cob"
        if before is not None and before["status"] != "ATIVA":
            raise Denied(400, f"{named}OperacaoInvalida", f"`{kind}.status` não está ATIVA.")
        value = body.get("valor", {})
        if value.get("original") == "0.00":
            raise Denied(400, f"{named}OperacaoInvalida", f"`{kind}.valor.original` é zero.")
        due = body.get("calendario", {}).get("dataDeVencimento", "9999")
        for row in value.get("desconto", {}).get("descontoDataFixa", ()):
            if row["data"] > due:
                raise Denied(
                    400, "CobVOperacaoInvalida", "`cobv.valor.desconto` passa do vencimento."
                )

    def change(self, kind: str, ask: Ask) -> Json:
        before = self.found(self.charges[kind], ask.path["txid"])
        self.check(kind, ask.body, before)
        if "status" in ask.body and len(ask.body) > 1:
            raise Denied(400, "CobOperacaoInvalida", "`status` muda sozinho.")
        row = {**before, **ask.body}
        row["calendario"] = {**before["calendario"], **ask.body.get("calendario", {})}
        row["loc"] = self.use(kind, before["txid"], ask.body.get("loc"), before)
        return self.keep(kind, row, before)

    def charge(self, kind: str, ask: Ask) -> Json:
        row = self.found(self.charges[kind], ask.path["txid"])
        revision = ask.query.get("revisao")
        if revision is not None:
            row = self.found(self.revisions, (row["txid"], int(revision)))
        paid = [pix for pix in self.received.values() if pix.get("txid") == row["txid"]]
        return {**row, "pix": paid} if paid else row

    def use(self, kind: str, txid: str, told: Json | None, before: Json | None) -> Json:
        """The location of a charge: the one asked for, the one it has, or a new one."""
        if told is None and before is not None:
            return before["loc"]
        row = self.new_location(kind) if told is None else self.locations.get(told["id"])
        if row is None or row["tipoCob"] != kind or row.get("txid", txid) != txid:
            raise Denied(400, "CobOperacaoInvalida", "`loc.id` não serve a esta cobrança.")
        row["txid"] = txid
        return {name: row[name] for name in ("id", "location", "tipoCob")}

    def new_location(self, kind: str) -> Json:
        number = len(self.locations) + 1
        address = f"pix.example.com/qr/v2/{kind}/{number}"
        self.locations[number] = {
            "id": number,
            "location": address,
            "tipoCob": kind,
            "criacao": MADE_AT,
        }
        return self.locations[number]

    def location(self, ask: Ask) -> Json:
        return self.found(self.locations, int(ask.path["id"]))

    def unlink(self, ask: Ask) -> Done:
        row = self.location(ask)
        row.pop("txid", None)
        return 200, row

    def list_locations(self, ask: Ask) -> Done:
        kind, used = ask.query.get("tipoCob"), ask.query.get("txIdPresente")
        rows = [
            row
            for row in self.locations.values()
            if kind in (None, row["tipoCob"]) and used in (None, str("txid" in row).lower())
        ]
        return 200, ask.page("loc", rows)

    def put_batch(self, ask: Ask) -> Done:
        name = ask.path["id"]
        members = [row["txid"] for row in ask.body["cobsv"]]
        if name in self.batches and [row["txid"] for row in self.batches[name]["cobsv"]] != members:
            raise Denied(400, "LoteCobVOperacaoInvalida", "`loteCobV.cobsV` mudou de membros.")
        rows = [self.member(row) for row in ask.body["cobsv"]]
        self.batches[name] = {
            "id": len(self.batches) + 1,
            "descricao": ask.body["descricao"],
            "criacao": MADE_AT,
            "cobsv": rows,
        }
        return 202, None

    def patch_batch(self, ask: Ask) -> Done:
        batch = self.batch(ask.path["id"])
        known = {row["txid"] for row in batch["cobsv"]}
        for row in ask.body["cobsv"]:
            if row["txid"] not in known:
                raise Denied(400, "LoteCobVOperacaoInvalida", "`loteCobV.cobsV` tem outro membro.")
            change = {name: value for name, value in row.items() if name != "txid"}
            self.change("cobv", Ask({"txid": row["txid"]}, {}, change))
        return 202, None

    def member(self, row: Json) -> Json:
        body = {name: value for name, value in row.items() if name != "txid"}
        try:
            self.make("cobv", row["txid"], body)
        except Denied as denied:
            return {"txid": row["txid"], "status": "NEGADA", "problema": denied.body}
        return {"txid": row["txid"], "status": "CRIADA", "criacao": MADE_AT}

    def batch(self, name: str) -> Json:
        return self.found(self.batches, name)

    def receive(self, *, end_to_end_id: str, amount: str, **more: Any) -> Json:
        """Money comes in."""
        row = {"endToEndId": end_to_end_id, "valor": amount, "horario": PAID_AT, **more}
        self.received[end_to_end_id] = row
        for kind in self.charges.values():
            if row.get("txid") in kind:
                kind[row["txid"]] = {**kind[row["txid"]], "status": "CONCLUIDA"}
        return row

    def pix(self, ask: Ask) -> Json:
        return self.found(self.received, ask.path["e2eid"])

    def list_pix(self, ask: Ask) -> Done:
        with_txid, refunded = (
            ask.query.get(name) for name in ("txIdPresente", "devolucaoPresente")
        )
        rows = [
            row
            for row in self.received.values()
            if ask.query.get("txid") in (None, row.get("txid"))
            and with_txid in (None, str("txid" in row).lower())
            and refunded in (None, str("devolucoes" in row).lower())
        ]
        return 200, ask.page("pix", rows)

    def refund(self, ask: Ask) -> Done:
        pix = self.pix(ask)
        rows = pix.setdefault("devolucoes", [])
        sent = sum(_cents(row["valor"]) for row in rows) + _cents(ask.body["valor"])
        if any(row["id"] == ask.path["id"] for row in rows):
            raise Denied(400, "PixDevolucaoInvalida", "`devolucao.id` já foi usado.")
        if sent > _cents(pix["valor"]):
            raise Denied(400, "PixDevolucaoInvalida", "`devolucao.valor` passa do valor do Pix.")
        row = {
            "id": ask.path["id"],
            "rtrId": f"D1234567820260302{len(rows):015d}",
            "horario": {"solicitacao": MADE_AT},
            "status": "EM_PROCESSAMENTO",
            **ask.body,
        }
        rows.append(row)
        return 201, row

    def refunded(self, ask: Ask) -> Json:
        rows = {row["id"]: row for row in self.pix(ask).get("devolucoes", ())}
        return self.found(rows, ask.path["id"])

    def put_webhook(self, ask: Ask) -> Done:
        self.webhooks[ask.path["chave"]] = ask.body["webhookUrl"]
        return 200, None

    def webhook(self, key: str) -> Json:
        return {"webhookUrl": self.found(self.webhooks, key), "chave": key, "criacao": MADE_AT}

    def delete_webhook(self, ask: Ask) -> Done:
        self.webhook(ask.path["chave"])
        del self.webhooks[ask.path["chave"]]
        return 204, None

    @staticmethod
    def found(rows: dict[Any, Any], key: Any) -> Any:
        if key not in rows:
            raise Denied(404, "NaoEncontrado")
        return rows[key]


def _cents(text: str) -> int:
    return int(text.replace(".", ""))
