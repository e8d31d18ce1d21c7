"""`acerto policy`: checks, shows, publishes and compares policies (réguas)."""

from acerto.doors.kit.runtime import Needs

from .lazy import Entry, LazyCommands

command = LazyCommands(
    name="policy",
    short_help="Confere, publica e compara réguas.",
    help="Confere, mostra, publica e compara réguas de cobrança.",
    table={
        "check": Entry(
            "policy_book", Needs.DATABASE, "Confere um arquivo de régua.", attribute="check"
        ),
        "publish": Entry(
            "policy_book", Needs.DATABASE, "Põe uma régua em vigor.", attribute="publish"
        ),
        "show": Entry(
            "policy_book", Needs.DATABASE, "Mostra as réguas em vigor.", attribute="show"
        ),
        "diff": Entry("difference", Needs.NOTHING, "Mostra o que muda de uma régua para outra."),
    },
)
