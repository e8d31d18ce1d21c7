"""`acerto worker`: sends what is in the queue."""

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acerto.doors.kit.console import Output, json_option
from acerto.doors.kit.runtime import Runtime


@click.command(name="worker", short_help="Envia o que está na fila.")
@click.option("--once", is_flag=True, help="Envia o que pode sair agora e termina.")
@json_option
@click.pass_obj
def command(runtime: Runtime, *, once: bool, as_json: bool) -> None:
    """Envia os contatos da fila, cada um com a sua licença.

    Sem --once, fica no ar até receber Ctrl+C ou SIGTERM; a remessa em curso termina antes. Para
    enviar mais rápido, abra mais de um.
    """
    output = Output(as_json=as_json)
    if not once:
        output.say(_("Enviando. Ctrl+C encerra."))
    counts = runtime.work(once=once)
    output.result(counts, text=_sentence(counts))


def _sentence(counts: dict[str, int]) -> str:
    lines = {
        "sent": ngettext("%d enviada", "%d enviadas", counts["sent"]),
        "postponed": ngettext(
            "%d espera a hora permitida", "%d esperam a hora permitida", counts["postponed"]
        ),
        "refused": ngettext("%d barrada por regra", "%d barradas por regra", counts["refused"]),
        "requeued": ngettext(
            "%d será tentada de novo", "%d serão tentadas de novo", counts["requeued"]
        ),
        "rejected": ngettext(
            "%d recusada pelo servidor de e-mail",
            "%d recusadas pelo servidor de e-mail",
            counts["rejected"],
        ),
        "held_back": ngettext(
            "%d segurada antes de sair: veja o motivo nela",
            "%d seguradas antes de sair: veja o motivo em cada uma",
            counts["held_back"],
        ),
        "unknown": ngettext(
            "%d sem confirmação: não será reenviada, confira no painel",
            "%d sem confirmação: não serão reenviadas, confira no painel",
            counts["unknown"],
        ),
    }
    found = [text % counts[key] for key, text in lines.items() if counts[key]]
    return "; ".join(found) + "." if found else _("Nada a enviar agora.")
