"""`acerto worker`: sends what is in the queue."""

import click
from django.utils.translation import gettext as _

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
        "sent": _("%d enviadas"),
        "postponed": _("%d esperam a hora permitida"),
        "refused": _("%d barradas por regra"),
        "requeued": _("%d serão tentadas de novo"),
        "rejected": _("%d recusadas pelo servidor de e-mail"),
        "held_back": _("%d seguradas antes de sair: veja o motivo em cada uma"),
        "unknown": _("%d sem confirmação: não serão reenviadas, confira no painel"),
    }
    found = [text % counts[key] for key, text in lines.items() if counts[key]]
    return "; ".join(found) + "." if found else _("Nada a enviar agora.")
