"""The words of a decision. Their numbers are stored with it, so they never change."""

from dataclasses import dataclass
from enum import IntEnum


class Verdict(IntEnum):
    """What to do with a case on a day."""

    CONTACT = 1
    WAIT = 2
    HELD = 3
    REFUSED = 4
    AMOUNT_UNKNOWN = 5


class Objection(IntEnum):
    """What stands against a contact. A decision's reason is the first that blocks, in this order.

    A reason of 0 (STEP_DUE) says that a step is due and nothing blocks it. DISPUTE and PRESCRIBED
    of some titles only take those titles out of the charge; they block once no title is left.
    """

    HOLD = 1
    DISPUTE = 2
    PRESCRIBED = 3
    AMOUNT_UNKNOWN = 4
    NO_SEGMENT = 5
    NOTHING_DUE = 6
    BELOW_MINIMUM = 7
    NO_IDENTITY = 8
    OPTED_OUT = 9
    NO_CHANNEL = 10
    CAP_DAY = 11
    CAP_WEEK = 12

    @property
    def bit(self) -> int:
        """Its place in the bitmask `objections`: 1, 2, 4, 8…"""
        return 1 << (self.value - 1)


STEP_DUE = 0


class Channel(IntEnum):
    """A way to reach a person. 0 in a decision: none."""

    EMAIL = 1
    SMS = 2
    WHATSAPP = 3
    PHONE = 4
    LETTER = 5


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an objection says to a reader, and the rule of law or policy that it rests on."""

    verdict: Verdict
    text: str
    rule: str


VERDICT_TEXT: dict[Verdict, str] = {
    Verdict.CONTACT: "Contatar",
    Verdict.WAIT: "Aguardar",
    Verdict.HELD: "Em pausa",
    Verdict.REFUSED: "Não pode ser contatado",
    Verdict.AMOUNT_UNKNOWN: "Valor desconhecido",
}

CHANNEL_TEXT: dict[Channel, str] = {
    Channel.EMAIL: "e-mail",
    Channel.SMS: "SMS",
    Channel.WHATSAPP: "WhatsApp",
    Channel.PHONE: "telefone",
    Channel.LETTER: "carta",
}

STEP_DUE_TEXT = "Há uma etapa da régua para hoje e nada a impede."

MEANING: dict[Objection, Meaning] = {
    Objection.HOLD: Meaning(
        Verdict.HELD, "O caso ou a pessoa está em pausa: nenhuma cobrança sai.", "policy.hold"
    ),
    Objection.DISPUTE: Meaning(
        Verdict.HELD,
        "Há título contestado ou em pausa, que não é cobrado enquanto isso durar.",
        "dispute-pause-general",
    ),
    Objection.PRESCRIBED: Meaning(
        Verdict.REFUSED,
        "Há título prescrito, que não é cobrado.",
        "pres-block-extrajudicial",
    ),
    Objection.AMOUNT_UNKNOWN: Meaning(
        Verdict.AMOUNT_UNKNOWN,
        "Falta um índice para calcular o valor exato de hoje.",
        "value-breakdown",
    ),
    Objection.NO_SEGMENT: Meaning(
        Verdict.WAIT, "Nenhum segmento da régua inclui este caso.", "policy.segment"
    ),
    Objection.NOTHING_DUE: Meaning(Verdict.WAIT, "Nenhuma etapa da régua cai hoje.", "policy.step"),
    Objection.BELOW_MINIMUM: Meaning(
        Verdict.WAIT, "O valor está abaixo do mínimo da régua.", "policy.minimum"
    ),
    Objection.NO_IDENTITY: Meaning(
        Verdict.REFUSED,
        "O devedor não tem CPF ou CNPJ válido: a cobrança poderia chegar a outra pessoa.",
        "no-third-party-disclosure",
    ),
    Objection.OPTED_OUT: Meaning(
        Verdict.REFUSED, "A pessoa pediu para não ser contatada por canal nenhum.", "policy.opt_out"
    ),
    Objection.NO_CHANNEL: Meaning(
        Verdict.REFUSED, "Nenhum canal da etapa pode ser usado com esta pessoa.", "policy.channel"
    ),
    Objection.CAP_DAY: Meaning(
        Verdict.WAIT, "A pessoa já atingiu o limite de contatos do dia.", "frequency-excess"
    ),
    Objection.CAP_WEEK: Meaning(
        Verdict.WAIT, "A pessoa já atingiu o limite de contatos da semana.", "frequency-excess"
    ),
}


def reason_text(*, reason: int) -> str:
    """The Portuguese sentence of a decision's reason (0 or an Objection's number)."""
    return STEP_DUE_TEXT if reason == STEP_DUE else MEANING[Objection(reason)].text


def objections_in(*, mask: int) -> tuple[Objection, ...]:
    """The objections of a bitmask, in order."""
    return tuple(objection for objection in Objection if mask & objection.bit)
