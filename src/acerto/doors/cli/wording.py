"""`acerto wording`: a message's text against the law, sentence by sentence."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import click
from django.utils.translation import gettext as _

from acerto.doors.kit import clock
from acerto.doors.kit.console import Output, json_option
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.files import read_text
from acerto.law.rules.message import Draft, Opinion, channels, judge
from acerto.law.rules.wording import Finding

REFUSED = 1


@click.command(name="wording", short_help="Confere o texto de uma mensagem com a lei.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar="ARQUIVO")
@click.option("--channel", default="email", show_default=True, help="Canal: email, sms, whatsapp…")
@click.option("--subject", default="", help="Assunto do e-mail.")
@click.option("--neutral", is_flag=True, help="Para quem ainda não confirmou que o contato é seu.")
@json_option
@click.pass_context
def command(
    ctx: click.Context, *, file: Path, channel: str, subject: str, neutral: bool, as_json: bool
) -> None:
    """Lê ARQUIVO e mostra cada frase que não pode sair, o motivo, a lei e como dizer.

    Termina com 1 quando o texto não pode sair assim.
    """
    on = clock.today()
    known = channels(on=on)
    if channel not in known:
        text = _("Canal desconhecido: %(channel)s. Use um destes: %(known)s.")
        values = {"channel": channel, "known": ", ".join(known)}
        raise AcertoError(text % values, code="unknown_channel")
    draft = Draft(channel, read_text(file), subject=subject, neutral=neutral)
    opinion = judge(draft, on=on)
    Output(as_json=as_json).result(_values(opinion), text="\n".join(_told(draft, opinion)))
    if not opinion.lawful:
        ctx.exit(REFUSED)


def _told(draft: Draft, opinion: Opinion) -> list[str]:
    """The opinion for people."""
    rows = _findings(draft.subject, opinion.in_subject) + _findings(draft.text, opinion.in_text)
    for one in opinion.absences:
        rows += [_("FALTA: %s") % one.why, f"    {one.citation} ({one.rule})"]
        rows += ["    " + _("Sugestão: %s") % one.say, ""]
    if opinion.refused:
        return [*rows, _("O texto não pode sair assim.")]
    if opinion.absences:
        return [*rows, _("As palavras passam, mas falta algo na mensagem.")]
    if rows:
        return [*rows, _("Nada proibido; o que depende dos fatos é conferido no envio.")]
    return [_("Nada contra este texto.")]


def _findings(text: str, findings: Sequence[Finding]) -> list[str]:
    rows = []
    for one in findings:
        mark = _("DEPENDE DOS FATOS") if one.depends else _("NÃO PODE")
        sentence = " ".join(_marked(text, one).split())
        rows += [f"{mark}: {sentence}", f"    {one.why}", f"    {one.citation} ({one.rule})"]
        rows += ["    " + _("Sugestão: %s") % one.say, ""]
    return rows


def _marked(text: str, one: Finding) -> str:
    """The sentence, its words between brackets."""
    before, after = text[one.sentence_start : one.start], text[one.end : one.sentence_end]
    return f"{before}[{text[one.start : one.end]}]{after}"


def _values(opinion: Opinion) -> dict[str, object]:
    """The opinion for programs."""
    return {
        "lawful": opinion.lawful,
        "in_subject": [asdict(one) for one in opinion.in_subject],
        "in_text": [asdict(one) for one in opinion.in_text],
        "absences": [asdict(one) for one in opinion.absences],
    }
