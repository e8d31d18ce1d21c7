"""The institution's Pix Automático: recurrences, requests of confirmation, recurring charges."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.adapters.pix_api.institution import MADE_AT, Ask, Denied, Done, Institution, Json

OWNER = {"cnpj": "70080031000119", "nome": "Empresa de Exemplo"}
RECIPIENT_FIELDS = ("idRec", "vinculo", "calendario", "valor", "politicaRetentativa", "atualizacao")


@dataclass
class Automatic:
    """Recurrences and what hangs on them."""

    recurrences: dict[str, Json] = field(default_factory=dict)
    requests: dict[str, Json] = field(default_factory=dict)
    charges: dict[str, Json] = field(default_factory=dict)
    locations: dict[int, Json] = field(default_factory=dict)
    webhooks: dict[str, str] = field(default_factory=dict)

    def operations(self) -> dict[str, Callable[[Ask], Done]]:
        """Who answers what."""
        found: dict[str, Callable[[Ask], Done]] = {
            "POST /rec": self.make,
            "PATCH /rec/{idRec}": self.change,
            "GET /rec/{idRec}": self.recurrence,
            "GET /rec": lambda ask: (200, ask.page("recs", self.about(ask, self.recurrences))),
            "POST /solicrec": self.request,
            "GET /solicrec/{idSolicRec}": lambda ask: (200, self.requested(ask)),
            "PATCH /solicrec/{idSolicRec}": self.cancel_request,
            "PUT /cobr/{txid}": lambda ask: (201, self.charge(ask.path["txid"], ask.body)),
            "POST /cobr": lambda ask: (201, self.charge(f"{len(self.charges):032x}", ask.body)),
            "PATCH /cobr/{txid}": self.cancel_charge,
            "GET /cobr/{txid}": lambda ask: (200, _found(self.charges, ask.path["txid"])),
            "GET /cobr": lambda ask: (200, ask.page("cobsr", self.about(ask, self.charges))),
            "POST /cobr/{txid}/retentativa/{data}": self.retry,
            "POST /locrec": lambda ask: (201, self.new_location()),
            "GET /locrec": lambda ask: (200, ask.page("loc", list(self.locations.values()))),
            "GET /locrec/{id}": lambda ask: (200, _found(self.locations, int(ask.path["id"]))),
            "DELETE /locrec/{id}/idRec": self.unlink,
        }
        for name in ("webhookrec", "webhookcobr"):
            found |= self.of_webhook(name)
        return found

    def of_webhook(self, name: str) -> dict[str, Callable[[Ask], Done]]:
        def put(ask: Ask) -> Done:
            self.webhooks[name] = ask.body["webhookUrl"]
            return 200, None

        def get(ask: Ask) -> Done:
            return 200, {"webhookUrl": _found(self.webhooks, name), "criacao": MADE_AT}

        def delete(ask: Ask) -> Done:
            get(ask)
            del self.webhooks[name]
            return 204, None

        return {f"PUT /{name}": put, f"GET /{name}": get, f"DELETE /{name}": delete}

    def about(self, ask: Ask, rows: dict[str, Json]) -> list[Json]:
        wanted = ask.query.get("idRec")
        return [
            row for row in rows.values() if ask.is_about(row) and wanted in (None, row["idRec"])
        ]

    def make(self, ask: Ask) -> Done:
        body = ask.body
        letter = "N" if body["politicaRetentativa"] == "NAO_PERMITE" else "R"
        name = f"R{letter}1234567820260302{len(self.recurrences):011d}"
        row = {**body, "idRec": name, "status": "CRIADA", "atualizacao": [_step("CRIADA")]}
        row["recebedor"] = {**OWNER, **body.get("recebedor", {})}
        row["ativacao"] = {"tipoJornada": "AGUARDANDO_DEFINICAO", **body.get("ativacao", {})}
        row.pop("loc", None)
        if "loc" in body:
            row["loc"] = self.use(body["loc"], name)
        self.recurrences[name] = row
        return 201, row

    def use(self, number: int, name: str) -> Json:
        location = _found(self.locations, number)
        if location.get("idRec", name) != name:
            raise Denied(400, "RecOperacaoInvalida", "`rec.loc` já está em uso.")
        location["idRec"] = name
        return location

    def change(self, ask: Ask) -> Done:
        row = _found(self.recurrences, ask.path["idRec"])
        if row["status"] in ("CANCELADA", "REJEITADA", "EXPIRADA"):
            raise Denied(400, "RecOperacaoInvalida", "`rec.status` já encerrou a recorrência.")
        if "status" in ask.body:
            row["status"] = ask.body["status"]
            row["atualizacao"] = [*row["atualizacao"], _step(row["status"])]
        if "calendario" in ask.body:
            row["calendario"] = {**row["calendario"], **ask.body["calendario"]}
        if "vinculo" in ask.body:
            debtor = {**row["vinculo"]["devedor"], **ask.body["vinculo"]["devedor"]}
            row["vinculo"] = {**row["vinculo"], "devedor": debtor}
        if "loc" in ask.body:
            row["loc"] = self.use(ask.body["loc"], row["idRec"])
        return 200, row

    def recurrence(self, ask: Ask) -> Done:
        row = {
            **_found(self.recurrences, ask.path["idRec"]),
            "pagador": {"ispbParticipante": "12345678", "cpf": "10020030754"},
        }
        if "txid" in ask.query:
            row["dadosQR"] = {
                "jornada": "JORNADA_3",
                "pixCopiaECola": "00020126180014br.gov.bcb.pix",
            }
        return 200, row

    def request(self, ask: Ask) -> Done:
        row = _found(self.recurrences, ask.body["idRec"])
        name = f"SC1234567820260302{len(self.requests):011d}"
        payload = {field: row[field] for field in RECIPIENT_FIELDS if field in row}
        payload["recebedor"] = {**OWNER, "ispbParticipante": "12345678"}
        self.requests[name] = {
            **ask.body,
            "idSolicRec": name,
            "status": "CRIADA",
            "atualizacao": [_step("CRIADA")],
            "recPayload": payload,
        }
        return 201, self.requests[name]

    def requested(self, ask: Ask) -> Json:
        return _found(self.requests, ask.path["idSolicRec"])

    def cancel_request(self, ask: Ask) -> Done:
        row = self.requested(ask)
        if row["status"] == "CANCELADA":
            raise Denied(400, "SolicRecOperacaoInvalida", "`solicrec.status` já é CANCELADA.")
        row["status"] = ask.body["status"]
        return 201, row

    def charge(self, txid: str, body: Json) -> Json:
        if txid in self.charges:
            raise Denied(400, "CobROperacaoInvalida", "`cobr.txid` encontra-se em uso.")
        recurrence = _found(self.recurrences, body["idRec"])
        self.charges[txid] = {
            **body,
            "txid": txid,
            "status": "CRIADA",
            "calendario": {**body["calendario"], "criacao": MADE_AT[:10]},
            "recebedor": {**OWNER, **body["recebedor"]},
            "politicaRetentativa": recurrence["politicaRetentativa"],
            "atualizacao": [_step("CRIADA")],
        }
        return self.charges[txid]

    def cancel_charge(self, ask: Ask) -> Done:
        row = _found(self.charges, ask.path["txid"])
        row["status"] = ask.body["status"]
        row["encerramento"] = {
            "cancelamento": {
                "solicitante": "USUARIO_RECEBEDOR",
                "codigo": "SLCR",
                "descricao": "Cancelamento pedido por quem recebe",
            }
        }
        return 200, row

    def retry(self, ask: Ask) -> Done:
        row = _found(self.charges, ask.path["txid"])
        if row["politicaRetentativa"] == "NAO_PERMITE":
            raise Denied(400, "CobROperacaoInvalida", "`rec.politicaRetentativa` não permite.")
        attempt = {
            "dataLiquidacao": ask.path["data"],
            "tipo": "RIFL",
            "status": "SOLICITADA",
            "endToEndId": f"E1234567820260302{len(row.get('tentativas', ())):015d}",
            "atualizacao": [_step("SOLICITADA")],
        }
        row["tentativas"] = [*row.get("tentativas", []), attempt]
        return 201, row

    def new_location(self) -> Json:
        number = len(self.locations) + 1
        address = f"pix.example.com/qr/v2/rec/{number}"
        self.locations[number] = {
            "id": number,
            "location": address,
            "tipo": "rec",
            "criacao": MADE_AT,
        }
        return self.locations[number]

    def unlink(self, ask: Ask) -> Done:
        row = _found(self.locations, int(ask.path["id"]))
        row.pop("idRec", None)
        return 200, row


def _step(status: str) -> Json:
    return {"status": status, "data": MADE_AT}


_found = Institution.found
