"""The `acerto` command: a table of commands, each loaded when it is called."""

from copy import copy
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec

import click

from acerto.doors.kit.runtime import Needs, Runtime

from .words import OPTIONS, SUBCOMMAND, name_parts, speak_portuguese

PACKAGE = "acerto.doors.cli"


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a command stands, what it needs running, and its line in the help."""

    module: str
    needs: Needs
    help: str
    attribute: str = "command"

    @property
    def path(self) -> str:
        return f"{PACKAGE}.{self.module}"


COMMANDS = {
    "demo": Entry("demo", Needs.DATABASE, "Mostra um dia de cobrança com a carteira de exemplo."),
    "company": Entry("company", Needs.DATABASE, "Cadastra e mostra empresas."),
    "creditor": Entry("creditor", Needs.DATABASE, "Cadastra e mostra credores."),
    "user": Entry("user", Needs.DATABASE, "Cadastra e mostra quem entra no Acerto."),
    "import": Entry("import_", Needs.DATABASE, "Traz títulos ou pagamentos de um arquivo."),
    "cycle": Entry("cycle", Needs.DATABASE, "Decide o dia: quem recebe o quê, e por quê."),
    "why": Entry(
        "why", Needs.DATABASE, "Diz por que um caso foi, ou não foi, contatado num dia."
    ),
    "replay": Entry("replay", Needs.DATABASE, "Refaz uma rodada guardada e confere as decisões."),
    "retention": Entry(
        "retention", Needs.DATABASE, "Mostra e muda por quanto tempo as rodadas são guardadas."
    ),
    "worker": Entry("worker", Needs.DATABASE, "Envia o que está na fila e faz as tarefas."),
    "serve": Entry("serve", Needs.DATABASE, "Abre o Acerto no navegador."),
    "sample": Entry("sample", Needs.DJANGO, "Gera uma carteira de exemplo."),
    "decide": Entry(
        "decide", Needs.NOTHING, "Decide um dia sobre um retrato em Parquet, sem banco."
    ),
    "simulate": Entry("simulate", Needs.NOTHING, "Simula o que uma régua, ou duas, trariam."),
    "snapshot": Entry(
        "snapshot", Needs.NOTHING, "Exporta e confere retratos da carteira em Parquet."
    ),
    "policy": Entry("policy", Needs.DATABASE, "Confere e publica réguas."),
    "debt": Entry("debt", Needs.DJANGO, "Faz a conta de uma dívida, linha por linha."),
    "wording": Entry("wording", Needs.DJANGO, "Confere o texto de uma mensagem com a lei."),
    "ofx": Entry("ofx", Needs.NOTHING, "Lê extratos bancários em OFX."),
    "nfe": Entry("nfe", Needs.NOTHING, "Lê notas fiscais eletrônicas."),
    "protest": Entry("protest", Needs.NOTHING, "Lê e escreve arquivos de protesto."),
    "bureau": Entry("bureau", Needs.NOTHING, "Lê e escreve arquivos da Serasa."),
    "cnab": Entry("cnab", Needs.NOTHING, "Lê retornos de bancos em CNAB 240 e 400."),
    "boleto": Entry("boleto", Needs.NOTHING, "Lê e monta códigos de boleto."),
    "brcode": Entry("brcode", Needs.NOTHING, "Lê e escreve códigos Pix (QR e copia e cola)."),
    "indices": Entry("indices", Needs.DATABASE, "Mostra e atualiza índices e taxas oficiais."),
    "token": Entry("token", Needs.DATABASE, "Dá uma chave da API a alguém da empresa."),
    "blocklist": Entry("blocklist", Needs.DATABASE, "Listas de quem não quer ser procurado."),
    "db": Entry("db", Needs.SERVER, "Prepara o banco de dados.", attribute="db"),
    "backup": Entry("db", Needs.SERVER, "Guarda uma cópia do banco de dados.", attribute="backup"),
    "restore": Entry("db", Needs.SERVER, "Traz de volta uma cópia.", attribute="restore"),
}


class LazyCommands(click.Group):
    """Imports a command when it is named, and has the installation ready when it runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [name for name, entry in COMMANDS.items() if find_spec(entry.path)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        entry = COMMANDS.get(cmd_name)
        if entry is None or not find_spec(entry.path):
            return None
        runtime: Runtime = ctx.obj
        if entry.needs >= Needs.DJANGO:
            runtime.boot(needs=Needs.DJANGO, say=_tell)
        command: click.Command = getattr(import_module(entry.path), entry.attribute)
        return _booting(command, entry.needs)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Comandos"):
            formatter.write_dl([(name, COMMANDS[name].help) for name in self.list_commands(ctx)])


def _booting(command: click.Command, needs: Needs) -> click.Command:
    """A copy of the command, which first brings up what it needs: after its options were understood."""
    name_parts(command)
    command = copy(command)
    run = command.invoke

    def invoke(ctx: click.Context) -> object:
        ctx.find_root().obj.boot(needs=needs, say=_tell)
        return run(ctx)

    command.invoke = invoke  # type: ignore[method-assign]
    return command


def _tell(text: str) -> None:
    click.echo(text, err=True)


speak_portuguese()


@click.group(
    cls=LazyCommands,
    context_settings={"help_option_names": ["--help", "-h"]},
    options_metavar=OPTIONS,
    subcommand_metavar=SUBCOMMAND,
)
@click.version_option(version("acerto"), message="Acerto %(version)s")
def cli() -> None:
    """Acerto: cobra com respeito, dentro da lei, e mostra as contas."""
