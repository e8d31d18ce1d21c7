"""The back office in a real Chromium: 360 and 1440 pixels, light and dark, on populated pages."""

import os
import threading
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from tests.browser.console_world import EMAIL, PASSWORD, populate
from tests.factory import NOON

from acerto.domain.dunning.models import PolicyVersion
from acerto.domain.receivables.models import Case
from acerto.domain.tenancy.scope import scope
from acerto.doors.kit import clock

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = Path(os.environ.get("ACERTO_CHROMIUM", "/usr/bin/chromium"))
SHOTS = os.environ.get("ACERTO_SHOTS")  # a folder: keep pictures of every page looked at
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
SIZES = {"360": {"width": 360, "height": 740}, "1440": {"width": 1440, "height": 900}}
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation",
    e => window.violations.push(e.violatedDirective + " " + e.blockedURI));
"""
RUN_AXE = """async () => (await axe.run(document, {runOnly: {type: "tag",
    values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}))
    .violations.map(v => [v.id, v.nodes.map(n => n.html)])"""
FITS = "document.documentElement.scrollWidth <= window.innerWidth"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM}"),
]


class Quiet(WSGIRequestHandler):
    """Says nothing of requests."""

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def company(django_db_setup, django_db_blocker, tmp_path_factory):
    """The populated company, committed, with the doors' clock at noon of its day."""
    patch = pytest.MonkeyPatch()
    patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in this thread
    patch.setattr(clock, "now", lambda: NOON)
    with django_db_blocker.unblock():
        yield populate(tmp_path_factory.mktemp("console"))
    patch.undo()


@pytest.fixture(scope="module")
def site(company):
    """The address of the running product."""
    from django.core.wsgi import get_wsgi_application

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def chromium(site):
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def cookies(chromium, site):
    """A log-in through the door, once; its cookies open the other windows."""
    context = chromium.new_context(locale="pt-BR")
    page = context.new_page()
    page.goto(f"{site}/")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Senha").fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    page.get_by_role("heading", name="Painel").wait_for()
    found = context.cookies()
    context.close()
    return found


@pytest.fixture(params=["360", "1440"])
def size(request):
    return request.param


@pytest.fixture(params=["light", "dark"])
def window(request, size, chromium, cookies):
    """A window of one size in one scheme, logged in."""
    context = chromium.new_context(viewport=SIZES[size], color_scheme=request.param, locale="pt-BR")
    context.add_cookies(cookies)
    context.add_init_script(WATCH)
    page = context.new_page()
    page.shot = f"{size}-{request.param}"
    yield page
    context.close()


def look(page, name):
    """Axe finds nothing, the content policy was not broken, nothing overflows."""
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
    page.evaluate(AXE)
    assert page.evaluate(RUN_AXE) == [], name
    assert page.evaluate("window.violations") == [], name
    assert page.evaluate(FITS), name


def shoot(page, name):
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}-{page.shot}.png", full_page=True)


def test_every_page_is_clean_and_fits(window, site, company):
    world, star = company
    with scope(world.tenant_id):
        policy = PolicyVersion.objects.get(party_kind="consumer", active=True).pk
        case = Case.objects.filter(debtor_id=star).values_list("pk", flat=True)[0]
    pages = {
        "overview": "/",
        "cases": "/casos/",
        "none": "/casos/?busca=ninguém",
        "debtor": f"/devedores/{star}/",
        "pause": f"/devedores/{star}/pausas/nova/",
        "hours": f"/devedores/{star}/horarios/",
        "blocklists": "/listas/",
        "blocklist-new": "/listas/nova/",
        "limits": "/limites/",
        "policy": "/regua/",
        "compare": f"/regua/{policy}/comparar/",
        "why": f"/casos/{case}/por-que/?dia={clock.today()}",
        "rules": "/regras/",
        "rules-unsourced": "/regras/?sem_fonte=1&uf=MT",
        "rules-none": "/regras/?busca=nada+que+exista",
        "rule": "/regras/card-100pct-cap/",
        "rule-windows": "/regras/hours-SP/",
        "calculator": "/calculadora/",
        "wording": "/redacao/",
        "imports": "/importar/",
        "upload": "/importar/arquivo/",
        "mailbox": "/correio/",
        "missing": "/devedores/999999/",
    }
    for name, address in pages.items():
        window.goto(site + address)
        shoot(window, name)
        look(window, name)


def test_a_changed_policy_is_compared(window, site):
    window.goto(f"{site}/regua/")
    window.get_by_role("link", name="consumidor, versão 1").click()
    window.get_by_role("link", name="Mudar e comparar").click()
    text = window.get_by_role("textbox", name="Régua nova")
    text.fill(text.input_value().replace("minimum_cents: 1000\n", "minimum_cents: 100000\n"))
    window.get_by_label("Dia", exact=True).fill(str(clock.today()))
    window.get_by_role("button", name="Comparar").click()
    window.get_by_role("heading", name="Em 02/03/2026").wait_for()
    shoot(window, "compared")
    look(window, "compared")


def test_the_rules_are_filtered_and_read(window, site):
    window.goto(f"{site}/regras/")
    window.get_by_label("Só as sem fonte").check()
    window.wait_for_url("**/regras/?**sem_fonte=1**")
    window.get_by_label("Tipo de dívida").select_option(label="aluguel")
    window.wait_for_url("**divida=rent**")
    look(window, "rules-filtered")
    window.get_by_role("link", name="Aluguel em atraso").click()
    window.get_by_role("heading", name="De onde vem").wait_for()
    look(window, "rule-read")
    window.locator(".page-head").get_by_role("link", name="Regras").click()
    window.wait_for_url("**/regras/?**divida=rent**")
    assert window.get_by_label("Só as sem fonte").is_checked()


def test_log_in_is_clean_and_fits(size, chromium, site):
    for scheme in ("light", "dark"):
        context = chromium.new_context(viewport=SIZES[size], color_scheme=scheme, locale="pt-BR")
        context.add_init_script(WATCH)
        page = context.new_page()
        page.shot = f"{size}-{scheme}"
        page.goto(f"{site}/conta/login/")
        page.get_by_label("E-mail").fill(EMAIL)
        page.get_by_label("Senha").fill("errada")
        page.get_by_role("button", name="Entrar").click()
        page.get_by_role("alert").wait_for()
        shoot(page, "login")
        look(page, "login")
        context.close()


def test_records_a_payment_and_takes_it_back(window, site, company):
    _world, star = company
    window.goto(f"{site}/devedores/{star}/")
    window.get_by_role("link", name="Registrar pagamento").first.click()
    shoot(window, "payment")
    look(window, "payment")
    window.get_by_label("Valor recebido").fill("500,00")
    window.get_by_label("Observação").fill(window.shot)
    window.get_by_role("button", name="Ver como fica").click()
    window.get_by_role("heading", name="Confirmar R$").wait_for()
    shoot(window, "payment-confirm")
    look(window, "payment-confirm")
    window.get_by_role("button", name="Confirmar pagamento").click()
    window.get_by_role("status").get_by_text("lançado").wait_for()
    window.locator("tr", has_text=window.shot).get_by_role("link", name="estornar").click()
    shoot(window, "payment-reverse")
    look(window, "payment-reverse")
    window.get_by_role("button", name="Estornar").click()
    window.get_by_role("status").get_by_text("Pagamento estornado").wait_for()


def test_brings_a_file_in(window, site):
    window.goto(f"{site}/importar/arquivo/")
    content = (
        f"contrato;vencimento;valor;cpf;nome\nB-{window.shot};10/02/2026;99,90;390.533.447-05;Ana\n"
    )
    file = {"name": "boletos.csv", "mimeType": "text/csv", "buffer": content.encode()}
    window.get_by_label("Arquivo CSV").set_input_files(file)
    window.get_by_role("button", name="Continuar").click()
    window.get_by_role("heading", name="Conferir as colunas").wait_for()
    shoot(window, "import-confirm")
    look(window, "import-confirm")
    window.get_by_role("button", name="Ver o que vai mudar").click()
    window.get_by_role("heading", name="O que vai mudar").wait_for()
    shoot(window, "import-preview")
    look(window, "import-preview")
    window.get_by_role("button", name="Importar").click()
    window.get_by_role("status").get_by_text("Arquivo importado").wait_for()
    shoot(window, "import-result")
    look(window, "import-result")


INSIDE = """[...document.querySelectorAll(".calc table, .calc input, .calc select, .calc svg")]
    .filter(e => e.getBoundingClientRect().right > e.closest(".paper").getBoundingClientRect().right
        && !e.closest(".scroll-x")).map(e => e.outerHTML.slice(0, 80))"""


def fill_in_a_debt(page, site):
    """By keyboard and labels, with a payment."""
    page.goto(f"{site}/calculadora/")
    page.get_by_label("Valor da dívida").fill("1.000,00")
    page.get_by_label("Vencimento", exact=True).fill("2025-07-10")
    page.get_by_label("Calcular até").fill("2026-06-10")
    page.get_by_label("Juros ao mês (%)").fill("1")
    page.get_by_label("Multa (%)").fill("10")
    page.get_by_label("Índice de correção").select_option(label="IPCA")
    page.get_by_label("Pago em").fill("2025-12-01")
    page.get_by_label("Valor pago").fill("30o")


def test_works_a_debt_out(window, site):
    fill_in_a_debt(window, site)
    window.get_by_label("Valor da dívida").press("Enter")
    window.get_by_role("alert").get_by_text("A conta não pôde ser feita.").wait_for()
    look(window, "calculator-wrong")
    assert window.get_by_label("Índice de correção").input_value() == "ipca"
    window.get_by_role("alert").get_by_role("link", name="Valor pago").click()
    assert window.evaluate("document.activeElement.name") == "pagamentos-0-amount"
    window.get_by_label("Valor pago").fill("300,00")
    window.get_by_role("button", name="Mais um pagamento").click()
    window.get_by_role("group", name="Pagamento 2").wait_for()
    window.get_by_role("button", name="Calcular").click()
    window.get_by_role("heading", name="Deve em 10/06/2026").wait_for()
    assert window.evaluate("document.activeElement.id") == "calcular"
    window.get_by_role("img", name="A dívida de 10/07/2025 a 10/06/2026").wait_for()
    look(window, "calculator-done")
    assert window.evaluate(INSIDE) == []
    shoot(window, "calculator-done")  # last: a picture breaks the content policy on its own account
    with window.expect_download() as download:
        window.get_by_role("button", name="Baixar a memória em PDF").click()
    assert download.value.suggested_filename == "memoria-de-calculo-2026-06-10.pdf"
    with window.expect_download():  # and once more: the button is not spent
        window.get_by_role("button", name="Baixar a memória em PDF").click()
    window.get_by_role("link", name="CDC art. 52 §1").first.click()
    window.get_by_role("heading", name="De onde vem").wait_for()


@pytest.fixture
def desk(chromium, cookies):
    """A wide, light window."""
    context = chromium.new_context(viewport=SIZES["1440"], locale="pt-BR")
    context.add_cookies(cookies)
    context.add_init_script(WATCH)
    page = context.new_page()
    yield page
    assert page.evaluate("window.violations") == []
    context.close()


def test_a_filter_acts_at_once_and_stands_in_the_address(desk, site):
    desk.goto(f"{site}/casos/")
    desk.get_by_label("Atraso").select_option(label="31 a 60 dias")
    desk.wait_for_url("**/casos/?*faixa=31-60*")
    desk.get_by_label("UF").select_option(label="MG")
    desk.wait_for_url("**/casos/?*faixa=31-60*uf=MG*")
    desk.get_by_label("UF").select_option(label="Todas")
    desk.wait_for_url(lambda url: "uf=MG" not in url)
    desk.reload()
    assert desk.get_by_label("Atraso").input_value() == "31-60"
    assert desk.get_by_role("row").count() > 1


def test_goes_through_cases_by_keyboard(desk, site):
    desk.goto(f"{site}/casos/")
    desk.keyboard.press("/")
    assert desk.evaluate("document.activeElement.id") == "busca"
    desk.get_by_role("row").nth(1).get_by_role("link").click()
    first = desk.get_by_role("heading", level=1).inner_text()
    desk.keyboard.press("n")
    desk.wait_for_function("name => document.querySelector('h1').innerText !== name", arg=first)


def test_shows_the_whole_document_when_asked(desk, site, company):
    desk.goto(f"{site}/devedores/{company[1]}/")
    assert "***" in desk.locator("#documento").inner_text()
    desk.get_by_role("button", name="Mostrar completo").click()
    desk.get_by_text("Esta consulta ficou registrada.").wait_for()
    assert "***" not in desk.locator("#documento").inner_text()


def test_light_and_dark_are_a_choice_that_stays(desk, site):
    desk.goto(f"{site}/")
    scheme = "document.documentElement.getAttribute('data-bs-theme')"
    assert desk.evaluate(scheme) == "light"
    desk.get_by_role("button", name="Claro ou escuro").click()
    assert desk.evaluate(scheme) == "dark"
    desk.goto(f"{site}/casos/")
    assert desk.evaluate(scheme) == "dark"


def test_the_menu_opens_on_a_phone(chromium, cookies, site):
    context = chromium.new_context(viewport=SIZES["360"], locale="pt-BR")
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(f"{site}/")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Casos", exact=True).click()
    page.get_by_role("heading", name="Casos").wait_for()
    context.close()


def test_works_without_javascript(chromium, cookies, site, company):
    context = chromium.new_context(java_script_enabled=False, locale="pt-BR")
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(f"{site}/casos/?busca=almeida")
    page.get_by_role("row").nth(1).get_by_role("link").click()
    page.goto(f"{site}/devedores/{company[1]}/")
    page.get_by_role("button", name="Mostrar completo").click()
    page.get_by_text("Esta consulta ficou registrada.").wait_for()
    fill_in_a_debt(page, site)
    page.get_by_label("Valor pago").fill("300,00")
    page.get_by_role("button", name="Calcular").click()
    page.get_by_role("heading", name="Deve em 10/06/2026").wait_for()
    assert page.url.endswith("/calculadora/#conta")
    context.close()


def test_axe_is_awake(desk, site):
    """A page made bad on purpose is found bad: the silence of the others means something."""
    desk.goto(f"{site}/")
    desk.evaluate("document.querySelector('main').innerHTML += '<img src=\"x\"><input>'")
    desk.evaluate(AXE)
    assert {found[0] for found in desk.evaluate(RUN_AXE)} >= {"image-alt", "label"}


def test_a_checked_text_is_marked_and_fits(window, site):
    window.goto(f"{site}/redacao/")
    window.get_by_label("Texto da mensagem").fill(
        "Ana, este é o último aviso.\nPague ou a polícia vai saber: https://" + "a" * 120
    )
    window.get_by_role("button", name="Conferir").click()
    window.get_by_role("status").get_by_text("não pode sair assim").wait_for()
    assert window.locator("mark").first.inner_text() == "último aviso"
    look(window, "wording-checked")
