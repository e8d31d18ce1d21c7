"""`acerto demo`: a company with the sample portfolio, a day run on it, and the product on screen.

Every part looks at what is there already, so that a second start, or one after a crash, only does
what is missing.
"""

import fcntl
import json
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acerto.core.calendar import SAO_PAULO, is_bank_day, is_contact_holiday
from acerto.core.places import all_states
from acerto.domain.contact.links import issue_link
from acerto.domain.dunning.policies import publish_defaults
from acerto.domain.dunning.screens.demo import a_debtor_to_show
from acerto.domain.dunning.services import CannotRun, RunResult, run_day
from acerto.domain.intake.mapping import load_mapping
from acerto.domain.intake.models import Import
from acerto.domain.intake.services import run_import
from acerto.domain.tenancy.models import Membership
from acerto.domain.tenancy.scope import scope
from acerto.domain.tenancy.selectors import creditor_by_code, tenant_id_by_slug
from acerto.domain.tenancy.services import (
    add_member,
    create_creditor,
    create_tenant,
    create_user,
)
from acerto.doors.kit import clock
from acerto.doors.kit.console import Output, json_option
from acerto.doors.kit.runtime import Runtime
from acerto.sample import shipped
from acerto.sample.holders import HOLDERS
from acerto.sample.portfolio import write

from .serve import end_with_parent, require_free_port, web_server

SLUG = "demo"
SEED = 1
SHOWN_MESSAGES = 200
# Eleven in Brasília is nine in Acre; everywhere it is before six in the evening.
LAWFUL_FROM, SHOWN_AT, LAWFUL_TO = time(11), time(14), time(18)
LOGINS = (
    ("gestora@demo.example.com", "Helena Gestora", Membership.Role.MANAGER),
    ("operador@demo.example.com", "Davi Operador", Membership.Role.OPERATOR),
)


@dataclass(frozen=True, slots=True)
class Login:
    """Who may log in to the demo, printed on the terminal of whoever started it."""

    email: str
    name: str
    role: str
    password: str


@click.command(name="demo", short_help="Mostra um dia de cobrança com a carteira de exemplo.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Endereço em que atende.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Porta."
)
@click.option("--no-serve", is_flag=True, help="Prepara tudo e termina, sem abrir o navegador.")
@json_option
@click.pass_obj
def command(runtime: Runtime, *, host: str, port: int, no_serve: bool, as_json: bool) -> None:
    """Prepara a empresa de demonstração, roda o dia e abre o Acerto no navegador."""
    output = Output(as_json=as_json)
    url = f"http://{host}:{port}"
    _messages_point_to(url)
    if not no_serve:
        require_free_port(host=host, port=port)
    now = lawful_moment(now=clock.now())
    today = now.astimezone(SAO_PAULO).date()
    folder = _folder(runtime.home)
    with _alone(folder, output):
        tenant_id = _company(now)
        logins = _logins(folder, tenant_id)
        _portfolio(output, tenant_id, now, today)
        result = _day(output, runtime, tenant_id, now, today)
    values = {
        "day": today.isoformat(),
        "logins": [(login.email, login.password) for login in logins],
        "cases": result.cases,
        "queued": result.queued,
    }
    if no_serve:
        output.result(values, text=_("Pronto. Abra com `acerto demo`."))
        return
    require_free_port(host=host, port=port)  # another start may have been quicker
    runtime.collect_static()
    with web_server(runtime=runtime, host=host, port=port), _worker():
        output.result({"url": url, **values}, text=_welcome(url, tenant_id, logins))
        with suppress(KeyboardInterrupt):
            _wait()


def _messages_point_to(url: str) -> None:
    """Links in messages lead to this demo, those of the worker beside it too, unless told otherwise."""
    settings.ACERTO_PUBLIC_URL = os.environ.setdefault("ACERTO_PUBLIC_URL", url)


def _folder(home: Path) -> Path:
    """Where the demo keeps its passwords and its lock: only its owner may look inside."""
    folder = home / "demo"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@contextmanager
def _alone(folder: Path, output: Output) -> Iterator[None]:
    """One start at a time prepares the demo; another waits, and then finds everything made."""
    with (folder / "preparing.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            output.say(_("Outro comando está preparando esta demonstração; esperando…"))
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _company(now: datetime) -> int:
    tenant_id = tenant_id_by_slug(slug=SLUG) or create_tenant(
        name="Grupo Exemplo", slug=SLUG, now=now
    )
    common = {
        "tax_id": "11222333000181",
        "address": "Rua das Palmeiras, 100, Centro, São Paulo/SP, 01000-000",
        "email": "atendimento@demo.example.com",
        "phone": "0800 000 0000",
        "dpo_contact": "privacidade@demo.example.com",
        "privacy_url": "https://demo.example.com/privacidade",
        "pix_key": "pix@demo.example.com",
        "pix_city": "SAO PAULO",
    }
    create_creditor(
        tenant_id=tenant_id,
        code="cartoes",
        legal_name="Cartões Exemplo Ltda.",
        trade_name="Cartões Exemplo",
        **common,
    )
    create_creditor(
        tenant_id=tenant_id,
        code="atacado",
        legal_name="Atacado Exemplo Ltda.",
        trade_name="Atacado Exemplo",
        **common,
    )
    with scope(tenant_id):
        publish_defaults(now=now)
    return tenant_id


def _logins(folder: Path, tenant_id: int) -> list[Login]:
    """The demo's users; their passwords are made once and kept beside the data, mode 0600."""
    file = folder / "logins.json"
    kept = json.loads(file.read_text()) if file.exists() else {}
    logins = []
    for email, name, role in LOGINS:
        password = kept.setdefault(email, secrets.token_urlsafe(9))
        user_id = create_user(email=email, password=password, name=name)
        add_member(tenant_id=tenant_id, user_id=user_id, role=role)
        logins.append(Login(email, name, Membership.Role(role).label, password))
    file.touch(mode=0o600)
    file.write_text(json.dumps(kept))
    return logins


def _portfolio(output: Output, tenant_id: int, now: datetime, today: date) -> None:
    if _taken_in(tenant_id, "exemplo-titulos.csv") and _taken_in(
        tenant_id, "exemplo-pagamentos.csv"
    ):
        return
    with TemporaryDirectory() as folder:
        titles = Path(folder) / "exemplo-titulos.csv"
        payments = Path(folder) / "exemplo-pagamentos.csv"
        with output.progress(_("Carteira de exemplo"), total=HOLDERS) as advance:
            _write(titles, payments, today, advance)
        cards = (
            (titles, shipped.CARD_TITLES_MAPPING, "cartoes", _("Trazendo os títulos")),
            (payments, shipped.CARD_PAYMENTS_MAPPING, "cartoes", _("Trazendo os pagamentos")),
            (shipped.B2B_INVOICES, shipped.B2B_INVOICES_MAPPING, "atacado", _("Trazendo faturas")),
        )
        for file, mapping, creditor, title in cards:
            if not _taken_in(tenant_id, file.name):
                _take_in(output, tenant_id, file, mapping, creditor, title, now, today)


def _write(titles: Path, payments: Path, today: date, advance: Callable[[int], None]) -> None:
    with (
        titles.open("w", encoding="utf-8-sig") as out,
        payments.open("w", encoding="utf-8") as paid,
    ):
        for _written in write(on=today, seed=SEED, titles=None, out=out, payments=paid):
            advance(1)


def _taken_in(tenant_id: int, file_name: str) -> bool:
    with scope(tenant_id):
        return Import.objects.filter(file_name=file_name, state=Import.State.DONE).exists()


def _take_in(
    output: Output,
    tenant_id: int,
    file: Path,
    mapping: Path,
    creditor: str,
    title: str,
    now: datetime,
    today: date,
) -> None:
    with scope(tenant_id), output.progress(title) as advance:
        owner = creditor_by_code(code=creditor)
        assert owner is not None, "made a moment ago"
        result = run_import(
            path=file,
            mapping=load_mapping(mapping.read_text("utf-8")),
            creditor_id=owner.pk,
            now=now,
            on=today,
            confirm_withdrawals=True,
            progress=advance,
        )
    output.say(
        _(
            "  %(created)d novos, %(flagged)d sem identificação válida, %(rejected)d recusados, %(seconds).1f s"
        )
        % {
            "created": result.created,
            "flagged": result.flagged,
            "rejected": result.rejected,
            "seconds": result.seconds,
        }
    )


def lawful_moment(*, now: datetime) -> datetime:
    """The last instant at which messages may go everywhere in Brazil: now, or a past business day.

    A demo started on a Sunday shows the Friday before; the real clock stays in charge of everything
    that happens afterwards.
    """
    local = now.astimezone(SAO_PAULO)
    if LAWFUL_FROM <= local.time() < LAWFUL_TO and _may_contact_on(local.date()):
        return now
    day = local.date() if local.time() >= LAWFUL_TO else local.date() - timedelta(days=1)
    while not _may_contact_on(day):
        day -= timedelta(days=1)
    return datetime.combine(day, SHOWN_AT, tzinfo=SAO_PAULO)


def _may_contact_on(day: date) -> bool:
    return is_bank_day(day) and not any(
        is_contact_holiday(day, state=state) for state in all_states()
    )


def _day(output: Output, runtime: Runtime, tenant_id: int, now: datetime, today: date) -> RunResult:
    with output.progress(_("Rodando o dia de cobrança de %s") % f"{today:%d/%m/%Y}"):
        result = _run(tenant_id, now, today)
    output.say(
        "  "
        + ngettext("%d caso decidido", "%d casos decididos", result.cases) % result.cases
        + ", "
        + ngettext("%d mensagem na fila", "%d mensagens na fila", result.queued) % result.queued
        + f", {result.seconds:.1f} s"
    )
    if result.queued:
        with output.progress(_("Enviando as primeiras mensagens à caixa do próprio Acerto")):
            counts = runtime.work(once=True, at=now, at_least=SHOWN_MESSAGES)
        output.say(_("  %d enviadas; as demais saem nos horários permitidos") % counts["sent"])
    return result


def _run(tenant_id: int, now: datetime, today: date) -> RunResult:
    """The demo's day; when somebody has already run a later one, that is the day to show."""
    try:
        with scope(tenant_id):
            return run_day(on=today, now=now)
    except CannotRun as problem:
        if problem.code != "later_run":
            raise
        return RunResult(today, None, 0, 0, 0, 0.0)


@contextmanager
def _worker() -> Iterator[None]:
    """The sender beside the web server, ended with us."""
    process = subprocess.Popen(
        [sys.executable, "-m", "acerto", "worker"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        preexec_fn=end_with_parent,
    )
    try:
        yield
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=15)


def _welcome(url: str, tenant_id: int, logins: list[Login]) -> str:
    lines = [_("Acerto em %s (Ctrl+C encerra)") % url, ""]
    lines += [
        f"  {login.role:<9} {login.email}   {_('senha')} {login.password}" for login in logins
    ]
    with scope(tenant_id):
        debtor = a_debtor_to_show()
        if debtor is not None:
            link = issue_link(
                tenant_id=tenant_id,
                party_id=debtor.party_id,
                case_id=debtor.case_id,
                point_id=debtor.point_id,
                now=clock.now(),
            )
            page = url + link.page_url[link.page_url.index("/d/") :]
            lines.append(f"  {_('Devedora(o)')}  {page}   CPF {debtor.tax_id}")
    return "\n".join(lines)


def _wait() -> None:
    signal.sigwait({signal.SIGINT, signal.SIGTERM})
