"""The `acerto` command: a table of commands, each loaded when it is called."""

from importlib.metadata import version

import click

from acerto.doors.kit.runtime import Needs

from .lazy import Entry, LazyCommands
from .words import OPTIONS, SUBCOMMAND, speak_portuguese

COMMANDS = {
    "demo": Entry("demo", Needs.DATABASE, "Mostra um dia de cobrança com a carteira de exemplo."),
    "company": Entry("company", Needs.DATABASE, "Cadastra e mostra empresas."),
    "creditor": Entry("creditor", Needs.DATABASE, "Cadastra e mostra credores."),
    "user": Entry("user", Needs.DATABASE, "Cadastra e mostra quem entra no Acerto."),
    "import": Entry("import_", Needs.DATABASE, "Traz títulos ou pagamentos de um arquivo."),
    "cycle": Entry("cycle", Needs.DATABASE, "Decide o dia: quem recebe o quê, e por quê."),
    "why": Entry("why", Needs.DATABASE, "Diz por que um caso foi, ou não foi, contatado num dia."),
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
    "policy": Entry("policy", Needs.NOTHING, "Confere e publica réguas."),
    "debt": Entry("debt", Needs.DJANGO, "Faz a conta de uma dívida, linha por linha."),
    "wording": Entry("wording", Needs.DJANGO, "Confere o texto de uma mensagem com a lei."),
    "ofx": Entry("ofx", Needs.NOTHING, "Lê extratos bancários em OFX."),
    "statement": Entry("statement", Needs.NOTHING, "Lê extratos bancários em CSV ou OFX."),
    "nfe": Entry("nfe", Needs.NOTHING, "Lê notas fiscais eletrônicas."),
    "protest": Entry("protest", Needs.NOTHING, "Lê e escreve arquivos de protesto."),
    "bureau": Entry("bureau", Needs.NOTHING, "Lê e escreve arquivos da Serasa."),
    "cnab": Entry("cnab", Needs.NOTHING, "Lê e escreve arquivos de bancos em CNAB 240 e 400."),
    "boleto": Entry("boleto", Needs.NOTHING, "Lê e monta boletos."),
    "brcode": Entry("brcode", Needs.NOTHING, "Lê e escreve códigos Pix (QR e copia e cola)."),
    "indices": Entry("indices", Needs.DATABASE, "Mostra e atualiza índices e taxas oficiais."),
    "token": Entry("token", Needs.DATABASE, "Dá uma chave da API a alguém da empresa."),
    "blocklist": Entry("blocklist", Needs.DATABASE, "Listas de quem não quer ser procurado."),
    "db": Entry("db", Needs.SERVER, "Prepara o banco de dados.", attribute="db"),
    "backup": Entry("db", Needs.SERVER, "Guarda uma cópia do banco de dados.", attribute="backup"),
    "restore": Entry("db", Needs.SERVER, "Traz de volta uma cópia.", attribute="restore"),
}


speak_portuguese()


@click.group(
    cls=LazyCommands,
    table=COMMANDS,
    context_settings={"help_option_names": ["--help", "-h"]},
    options_metavar=OPTIONS,
    subcommand_metavar=SUBCOMMAND,
)
@click.version_option(version("acerto"), message="Acerto %(version)s")
def cli() -> None:
    """Acerto: cobra com respeito, dentro da lei, e mostra as contas."""
