"""`acerto why`: why a case was, or was not, contacted on a day."""

from datetime import date
from typing import Any

import click
from django.utils.translation import gettext as _

from acerto.core.calendar import SAO_PAULO
from acerto.core.money import format_brl
from acerto.domain.contact.screens import ContactFacts
from acerto.domain.dunning.archive import ArchiveChanged
from acerto.domain.dunning.why import (
    Against,
    NoDecision,
    NoFacts,
    NoSuchCase,
    Why,
    no_facts_text,
    why,
)
from acerto.domain.tenancy.scope import scope
from acerto.doors.kit import clock
from acerto.doors.kit.console import Output, json_option
from acerto.doors.kit.days import DAY
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.tenants import chosen_tenant, tenant_option
from acerto.engine.verdicts import CHANNEL_TEXT, VERDICT_TEXT, Channel, Verdict, reason_text
from acerto.law.catalogue import UnknownRule, rule

KNOWN = (
    "age_days", "titles_open", "titles_overdue", "principal_cents", "interest_cents", "fine_cents",
    "correction_cents", "discount_cents", "total_cents",
)  # fmt: skip


@click.command(name="why", short_help="Diz por que um caso foi, ou não foi, contatado num dia.")
@click.argument("case_id", metavar="CASO", type=int)
@click.option("--on", type=DAY, help="O dia. Padrão: hoje.")
@tenant_option
@json_option
def command(*, case_id: int, on: date | None, slug: str | None, as_json: bool) -> None:
    """Mostra a corrente inteira: o que se sabia, o segmento, a etapa, o que pesou contra e o que saiu."""
    day = on or clock.today()
    try:
        with scope(chosen_tenant(slug=slug)):
            found = why(case_id=case_id, on=day)
    except NoSuchCase:
        raise AcertoError(_("Não há caso %d nesta empresa.") % case_id, code="no_case") from None
    except ArchiveChanged as changed:
        raise AcertoError(changed.message, code="archive_changed") from None
    if isinstance(found, NoDecision):
        raise AcertoError(_nothing(found), code="no_decision")
    Output(as_json=as_json).result(_values(found), text="\n".join(_lines(found)))


def _nothing(found: NoDecision) -> str:
    told = {"case": found.case_id, "on": f"{found.on:%d/%m/%Y}"}
    if not found.runs:
        return _("O dia %(on)s não foi rodado: nenhum caso foi decidido nele.") % told
    if found.owes:
        return _("O caso %(case)d não foi decidido em %(on)s; uma rodada do dia o decide.") % told
    return _("O caso %(case)d não foi decidido em %(on)s: não tinha título em aberto.") % told


def _lines(found: Why) -> list[str]:
    row = found.decision
    verdict = VERDICT_TEXT[Verdict(row["verdict"])]
    return [
        _("Caso %(case)d em %(on)s: %(verdict)s.")
        % {"case": found.case_id, "on": f"{found.on:%d/%m/%Y}", "verdict": verdict},
        f"  {reason_text(reason=row['reason'])}",
        *_policy(found),
        *_known(found),
        _("O que pesou contra:") if found.against else _("Nada pesou contra."),
        *(_against(each) for each in found.against),
        _("O que saiu:") if found.contacts else _("Nenhuma mensagem saiu desta decisão."),
        *(line for each in found.contacts for line in _contact(each)),
        _("Rodada %(run)d; lei %(law)s; motor %(engine)s%(where)s.")
        % {
            "run": found.run.pk,
            "decided_outside": bool(found.run.outside_sha256),
            "law": found.run.law_version,
            "engine": found.run.engine_version,
            "where": _("; decisão lida do arquivo do mês") if found.archived else "",
        },
    ]


def _policy(found: Why) -> list[str]:
    chosen = found.chosen
    lines = [_("Régua: %(p)s, versão %(n)d") % {"p": chosen.policy, "n": chosen.number}]
    lines.append(
        _("Segmento: %s")
        % (f"{chosen.segment} ({chosen.segment_says})" if chosen.segment else _("nenhum"))
    )
    if chosen.step:
        channel = found.decision["channel"]
        by = CHANNEL_TEXT[Channel(channel)] if channel else _("nenhum canal")
        values = {
            "step": chosen.step,
            "says": chosen.step_says,
            "days": chosen.step_days or 0,
            "by": by,
        }
        lines.append(
            _("Etapa: %(step)s (%(says)s), %(days)+d dias do vencimento, por %(by)s") % values
        )
    return lines


def _known(found: Why) -> list[str]:
    row = found.decision
    lines = [
        _(
            "O que se sabia: %(age)d dias de atraso, %(open)d títulos cobrados, "
            "%(late)d vencidos, total %(total)s"
        )
        % {
            "age": row["age_days"],
            "open": row["titles_open"],
            "late": row["titles_overdue"],
            "total": format_brl(row["total_cents"]),
        }
    ]  # fmt: skip
    if isinstance(found.facts, NoFacts):
        return [*lines, "  " + no_facts_text(why=found.facts)]
    return lines + [
        _("  título %(id)d: vence em %(due)s, principal %(cents)s%(held)s")
        % {
            "id": title["title_id"],
            "due": f"{title['due_on']:%d/%m/%Y}",
            "cents": format_brl(title["principal_cents"]),
            "held": _(", em pausa ou contestado") if title["held"] else "",
        }
        for title in found.facts.titles
    ]


def _against(each: Against) -> str:
    decided = _(" (foi o que decidiu)") if each.decided else ""
    return f"  {each.text}{decided} [{each.rule}{_citation(each.rule)}]"


def _citation(rule_id: str) -> str:
    """The law behind a rule; nothing for the policy's own."""
    try:
        return f": {rule(rule_id).citation}"
    except UnknownRule:
        return ""


def _contact(each: ContactFacts) -> list[str]:
    head = f"  {each.channel_name}, {each.purpose_name}: {each.state_name}"
    if each.sent_at:
        head += f" ({each.sent_at.astimezone(SAO_PAULO):%d/%m/%Y %H:%M})"
    return [head, *(f"    {refusal.rule}: {refusal.citation}" for refusal in each.refusals)]


def _values(found: Why) -> dict[str, Any]:
    row = found.decision
    return {
        "case_id": found.case_id,
        "on": found.on.isoformat(),
        "verdict": Verdict(row["verdict"]).name.lower(),
        "reason": reason_text(reason=row["reason"]),
        "archived": found.archived,
        "policy": {"name": found.chosen.policy, "number": found.chosen.number, "sha256": found.chosen.digest},
        "segment": found.chosen.segment,
        "step": found.chosen.step,
        "against": [
            {
                "objection": each.objection.name.lower(),
                "text": each.text,
                "rule": each.rule,
                "decided": each.decided,
            }
            for each in found.against
        ],
        "known": {name: row[name] for name in KNOWN},
        "facts": _facts(found),
        "contacts": [
            {"channel": each.channel_name, "state": each.state, "refusals": [r.rule for r in each.refusals]}
            for each in found.contacts
        ],
        "run": found.run.pk,
        "decided_outside": bool(found.run.outside_sha256),
        "law_version": found.run.law_version,
        "engine_version": found.run.engine_version,
    }  # fmt: skip


def _facts(found: Why) -> dict[str, Any] | None:
    """What the run read, days as text."""
    if isinstance(found.facts, NoFacts):
        return None

    def plain(row: dict[str, Any]) -> dict[str, Any]:
        return {k: v.isoformat() if isinstance(v, date) else v for k, v in row.items()}

    return {"case": plain(found.facts.case), "titles": [plain(each) for each in found.facts.titles]}
