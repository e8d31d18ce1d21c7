"""`acerto policy check | publish | show`: the policies (réguas) of a company."""

from pathlib import Path

import click
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acerto.domain.contact.proof import prove
from acerto.domain.contact.render import CannotRender
from acerto.domain.dunning import policies
from acerto.domain.tenancy.scope import scope
from acerto.doors.kit import clock
from acerto.doors.kit.console import Output, json_option
from acerto.doors.kit.errors import AcertoError
from acerto.doors.kit.files import read_text, well_formed
from acerto.doors.kit.tenants import chosen_tenant, tenant_option
from acerto.engine.policy import Policy

FILE = click.argument("file", type=click.Path(exists=False, dir_okay=False, path_type=Path))


@click.command(name="check", short_help="Confere um arquivo de régua.")
@FILE
@json_option
def check(*, file: Path, as_json: bool) -> None:
    """Lê o arquivo e diz cada problema, com o campo em que está. Não muda nada."""
    policy = _load(read_text(file))
    steps = sum(len(segment.steps) for segment in policy.segments)
    segments = len(policy.segments)
    values = {"name": policy.name, "segments": segments, "steps": steps}
    Output(as_json=as_json).result(
        values,
        text=_("A régua “%(name)s” está certa: %(segments)s, %(steps)s.")
        % {
            "name": policy.name,
            "segments": ngettext("%d segmento", "%d segmentos", segments) % segments,
            "steps": ngettext("%d etapa", "%d etapas", steps) % steps,
        },
    )


@click.command(name="publish", short_help="Põe uma régua em vigor.")
@FILE
@tenant_option
@json_option
def publish(*, file: Path, slug: str | None, as_json: bool) -> None:
    """Publica o arquivo como nova versão; vale já na próxima vez que o dia for rodado."""
    text = read_text(file)
    _load(text)
    with scope(chosen_tenant(slug=slug)):
        version = policies.publish(text=text, now=clock.now())
    values = {"name": version.name, "number": version.number, "party_kind": version.party_kind}
    Output(as_json=as_json).result(
        values, text=_("Em vigor: %(name)s, versão %(number)d.") % values
    )


@click.command(name="show", short_help="Mostra as réguas em vigor.")
@tenant_option
@json_option
def show(*, slug: str | None, as_json: bool) -> None:
    """Mostra as réguas em vigor, etapa por etapa."""
    with scope(chosen_tenant(slug=slug)):
        active = policies.active_policies()
    lines = []
    for one in active:
        lines.append(f"{one.policy.name} (versão {one.number}): {one.policy.description}")
        for segment in one.policy.segments:
            lines.append(f"  {segment.key}: {segment.description}")
            lines += [
                f"    {step.offset_days:+5d} dias  {step.key}: {step.description}"
                for step in segment.steps
            ]
    values = {"policies": [one.policy.model_dump(mode="json") for one in active]}
    Output(as_json=as_json).result(values, text="\n".join(lines) or _("Nenhuma régua em vigor."))


def _load(text: str) -> Policy:
    """A policy that can be published: well formed, its messages within the law."""
    policy = well_formed(text)
    try:
        prove(templates=policy.templates, on=clock.today())
    except CannotRender as problem:
        raise AcertoError(problem.message, code=problem.code) from problem
    return policy
