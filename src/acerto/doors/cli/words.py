"""click's own English words, in Portuguese.

click looks its words up through gettext at the time of use; it has no hook for a catalogue, so its
modules are given this look-up instead.
"""

import click.core
import click.decorators
import click.exceptions
import click.formatting
import click.parser
import click.termui
import click.types

WORDS = {
    "Usage:": "Uso:",
    "Usage: ": "Uso: ",
    "Options": "Opções",
    "Commands": "Comandos",
    "Show this message and exit.": "Mostra esta ajuda.",
    "Show the version and exit.": "Mostra a versão.",
    "Error: {message}": "Erro: {message}",
    "Aborted!": "Interrompido.",
    "Try '{command} {option}' for help.": "Veja a ajuda com '{command} {option}'.",
    "No such option: {name}": "Opção desconhecida: {name}",
    "No such option {name!r}.": "Opção desconhecida: {name}.",
    "No such command {name!r}.": "Comando desconhecido: {name}.",
    "Did you mean {possibility}?": "Quis dizer {possibility}?",
    "Missing command.": "Falta o comando.",
    "Missing argument": "Falta o argumento",
    "Missing option": "Falta a opção",
    "Missing parameter": "Falta o parâmetro",
    "Missing {param_type}": "Falta {param_type}",
    "Missing parameter: {param_name}": "Falta o parâmetro: {param_name}",
    "Invalid value: {message}": "Valor inválido: {message}",
    "Invalid value for {param_hint}: {message}": "Valor inválido para {param_hint}: {message}",
    "Option {name!r} requires an argument.": "A opção {name} pede um valor.",
    "Option {name!r} does not take a value.": "A opção {name} não leva valor.",
    "{value!r} is not a valid {number_type}.": "{value!r} não é um número válido.",
    "{value!r} is not a valid boolean.": "{value!r} não é sim nem não.",
    "{value} is not in the range {range}.": "{value} está fora do intervalo {range}.",
    "{name} {filename!r} does not exist.": "{name} {filename!r} não existe.",
    "{name} {filename!r} is a directory.": "{name} {filename!r} é uma pasta.",
    "{name} {filename!r} is a file.": "{name} {filename!r} não é uma pasta.",
    "{name} {filename!r} is not readable.": "{name} {filename!r} não pode ser lido.",
    "{name} {filename!r} is not writable.": "{name} {filename!r} não pode ser escrito.",
    "file": "arquivo",
    "directory": "pasta",
    "path": "caminho",
    "File": "O arquivo",
    "Directory": "A pasta",
    "Path": "O caminho",
    "default: {default}": "padrão: {default}",
    "required": "obrigatória",
    "(DEPRECATED)": "(EM DESUSO)",
    "(Possible options: {possibilities})": "(Opções possíveis: {possibilities})",
    "Got unexpected extra argument ({args})": "Argumento a mais ({args})",
    "Got unexpected extra arguments ({args})": "Argumentos a mais ({args})",
    "{value!r} is not {choice}.": "{value!r} não é {choice}.",
    "{value!r} is not one of {choices}.": "{value!r} não é um destes: {choices}.",
    "{value!r} does not match the format {format}.": "{value!r} não tem o formato {format}.",
    "{value!r} does not match the formats {formats}.": "{value!r} não tem os formatos {formats}.",
}
TYPE_NAMES = {
    click.types.StringParamType: "texto",
    click.types.IntParamType: "número",
    click.types.IntRange: "número",
    click.types.FloatParamType: "número",
}
"""What click writes in capitals for the value of an option."""
FILE = "ARQUIVO"
OPTIONS = "[OPÇÕES]"
SUBCOMMAND = "COMANDO [ARGUMENTOS]..."
_MODULES = [
    click.core, click.decorators, click.exceptions, click.formatting, click.parser, click.termui,
    click.types,
]  # fmt: skip


def _one(text: str) -> str:
    return WORDS.get(text, text)


def _many(singular: str, plural: str, count: int) -> str:
    return _one(singular if count == 1 else plural)


def speak_portuguese() -> None:
    """From now on click speaks Portuguese."""
    for module in _MODULES:
        for name, function in (("_", _one), ("ngettext", _many)):
            if hasattr(module, name):
                setattr(module, name, function)
    for kind, name in TYPE_NAMES.items():
        kind.name = name
    click.types._NumberRangeBase._describe_range = _range  # type: ignore[method-assign]


def _range(bounds: click.IntRange) -> str:
    if bounds.max is None:
        return f"a partir de {bounds.min}"
    return f"até {bounds.max}" if bounds.min is None else f"de {bounds.min} a {bounds.max}"


def name_parts(command: click.Command) -> None:
    """Portuguese for the parts of a command's usage line, and of all commands below it."""
    command.options_metavar = OPTIONS
    for parameter in command.params:
        if isinstance(parameter.type, click.Path) and parameter.metavar is None:
            parameter.metavar = FILE
    if isinstance(command, click.Group):
        optional = command.invoke_without_command
        command.subcommand_metavar = f"[{SUBCOMMAND}]" if optional else SUBCOMMAND
        for below in command.commands.values():
            name_parts(below)
