"""Draws docs/rules from the catalogue, the parameters and the golden cases: `make rules`."""

import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = Path(__file__).parent / "rules"
GOLDEN = ROOT / "tests/golden"
REVIEW = (
    "**Nenhuma destas regras foi revista por advogado.** O que está marcado *sem fonte* não foi lido "
    "em texto que se possa citar: confira antes de confiar."
)
DRAWN = "Página gerada por `make rules`, a partir de `src/acerto/law`; não edite à mão."


def main() -> None:
    """Write every page and remove those that no longer exist."""
    sys.path.insert(0, str(ROOT / "src"))
    FOLDER.mkdir(exist_ok=True)
    pages = drawn()
    for old in FOLDER.glob("*.md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        (FOLDER / name).write_text(text, encoding="utf-8")


def drawn() -> dict[str, str]:
    """Every page by its file name, as Markdown."""
    from acerto.law import catalogue

    topics = catalogue.topics()
    pages = {f"{topic.topic}.md": _topic(topic) for topic in topics}
    return {"README.md": _front(topics), "tabela.md": _table(topics), **pages}


def _front(topics) -> str:
    lines = ["# As regras da cobrança", "", DRAWN, "", REVIEW, ""]
    lines += [
        "| tema | regras | em uso | à espera | só informam | sem fonte |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for topic in topics:
        counts = [
            sum(rule.status == one for rule in topic.rules) for one in ("active", "dormant", "info")
        ]
        unsourced = sum(rule.unsourced for rule in topic.rules)
        told = " | ".join(str(count) for count in (len(topic.rules), *counts, unsourced))
        lines.append(f"| [{topic.title}]({topic.topic}.md) | {told} |")
    lines += [
        "",
        "*Em uso*: o produto age por ela. *À espera*: a sala ainda não existe, mas o prazo ou a conta já se",
        "calcula. *Só informa*: texto. Regra a regra, com função e casos: [tabela](tabela.md).",
        "",
    ]
    return "\n".join(lines)


def _table(topics) -> str:
    lines = [
        "# Regra a regra", "", DRAWN, "", REVIEW, "",
        "| regra | tema | estado | função | casos | base | confiança | revisão |",
        "|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for topic in topics:
        lines += [_row(rule) for rule in topic.rules]
    return "\n".join([*lines, ""])


def _row(rule) -> str:
    from acerto.law.catalogue import words

    said = words()
    functions = "<br>".join(f"`{name.removeprefix('acerto.')}`" for name in rule.functions)
    cases = f"[{_cases(rule)}](../../tests/golden/{rule.golden})" if rule.golden else ""
    basis = said["basis"][rule.basis] + (" ⚠ sem fonte" if rule.unsourced else "")
    cells = (
        f"[`{rule.id}`]({rule.topic}.md#{rule.id.lower()})", rule.topic, said["status"][rule.status],
        functions, cases, basis, said["confidence"][rule.confidence], _review(rule),
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def _cases(rule) -> int:
    """How many golden cases a rule has; each stands on a line with its kind."""
    text = (GOLDEN / rule.golden).read_text(encoding="utf-8")
    blocks = text.split("- rule: ")[1:]
    return sum(block.count("kind: ") for block in blocks if block.split("\n")[0] == rule.id)


def _topic(topic) -> str:
    lines = [f"# {topic.title}", "", DRAWN, "", REVIEW, ""]
    for rule in topic.rules:
        lines += _rule(rule)
    return "\n".join(lines)


def _rule(rule) -> list[str]:
    from acerto.law.catalogue import parameters_of, words

    said = words()
    mark = " · ⚠ **sem fonte**" if rule.unsourced else ""
    lines = [
        f"## {rule.id}", "", f"**{rule.title}**", "", f"*Quando:* {rule.when}", "", rule.says, "",
        f"- {said['effect'][rule.effect]} · {said['status'][rule.status]} · {_review(rule)}{mark}",
        f"- Vale para: {_whom(rule)}",
        f"- Citação: {rule.citation}",
        f"- Vigência: {_period(rule)}",
        f"- Base: {said['basis'][rule.basis]}, confiança {said['confidence'][rule.confidence]},"
        f" conferida em {rule.checked_on:%d/%m/%Y}",
    ]  # fmt: skip
    lines += [f"- Fonte: [{source.title}]({source.url})" for source in rule.sources]
    lines += [f"- Função: `{name}`" for name in rule.functions]
    lines += [f"- Nota: {rule.note}"] if rule.note else []
    names = parameters_of(rule)
    return [*lines, "", *(_parameters(names) if names else [])]


def _parameters(names) -> list[str]:
    from acerto.law import params
    from acerto.law.catalogue import words
    from acerto.law.in_words import value_in_words

    basis = words()["basis"]
    lines = ["| parâmetro | vigência | valor | citação | base |", "|---|---|---|---|---|"]
    for name in names:
        for entry in params.all_entries(name):
            cells = (
                f"`{name}`", _span(entry.from_on, entry.to_on), value_in_words(entry),
                entry.citation, basis[entry.basis],
            )  # fmt: skip
            lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return [*lines, ""]


def _whom(rule) -> str:
    from acerto.law.catalogue import words

    said, whom = words(), rule.applies_to
    parts = [
        ", ".join(said[field].get(one, one) for one in getattr(whom, field))
        for field in ("party", "debt_types", "channels")
        if getattr(whom, field)
    ]
    if whom.except_debt_types:
        parts.append(
            "menos " + ", ".join(said["debt_types"][one] for one in whom.except_debt_types)
        )
    where = ", ".join(whom.states) or "todo o país"
    return "; ".join([*parts, where + (", aplicada em todo o país" if whom.everywhere else "")])


def _period(rule) -> str:
    told = _span(rule.since_on, rule.to_on)
    return f"{told} ({rule.effective})" if rule.effective else told


def _span(from_on: date | None, to_on: date | None) -> str:
    since = f"desde {from_on:%d/%m/%Y}" if from_on else "começo não apurado"
    return f"{since} até {to_on:%d/%m/%Y}, exclusive" if to_on else since


def _review(rule) -> str:
    return "não revista por advogado" if rule.lawyer_review == "none" else rule.lawyer_review


if __name__ == "__main__":
    main()
