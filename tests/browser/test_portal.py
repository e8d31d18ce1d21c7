"""The debtor's page in a real Chromium: at 360 and 1440 pixels, light and dark, by hand and eye."""

import io
import os
import re
import threading
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from tests.factory import NOON, World
from tests.portal_world import OTHER_CPF, WRITTEN_CPF, make_link

from acerto.domain.contact.models import Claim, Hold
from acerto.domain.tenancy.models import Creditor
from acerto.domain.tenancy.scope import scope
from acerto.doors.kit import clock
from acerto.formats import brcode

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = Path(os.environ.get("ACERTO_CHROMIUM", "/usr/bin/chromium"))
SHOTS = os.environ.get("ACERTO_SHOTS")  # a folder: keep pictures of every page looked at
AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1440, "height": 900}
LIGHTEST_BYTES = 150 * 1024
PAGES = ["", "codigo/", "aviso/", "revisao/", "mensagens/", "ajuda/"]
WATCH = """
window.violations = [];
document.addEventListener("securitypolicyviolation",
    e => window.violations.push(e.violatedDirective));
"""
OPEN_ALL = "document.querySelectorAll('details').forEach(d => { d.open = true; })"
BYTES = """() => [...performance.getEntriesByType("navigation"),
    ...performance.getEntriesByType("resource")].reduce((sum, e) => sum + e.decodedBodySize, 0)"""
RUN_AXE = """async () => (await axe.run(document, {runOnly: {type: "tag",
    values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}))
    .violations.map(v => [v.id, v.nodes.map(n => n.html)])"""
SMALL_TARGETS = """() => [
    ...document.querySelectorAll("a.button, button, .pick label, summary, input, select")]
    .filter(e => e.offsetParent && e.type !== "hidden" && e.type !== "checkbox")
    .filter(e => e.getBoundingClientRect().height < 44).map(e => e.outerHTML.slice(0, 80))"""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no Chromium at {CHROMIUM}"),
]


@pytest.fixture(scope="module")
def chromium():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def world(committed_db, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in this thread
    monkeypatch.setattr(clock, "now", lambda: NOON)
    return World.new()


@pytest.fixture
def link(world):
    """A debtor with three titles: two overdue, one to come; and one too old to be asked for."""
    link = make_link(world)
    with scope(world.tenant_id):
        Creditor.objects.update(trade_name="Loja Exemplo")
        for due_on in ((2026, 1, 5), (2026, 2, 5), (2026, 4, 6), (2020, 5, 4)):
            world.title(link.case_id, due_on=date(*due_on), cents=123_45)
    return link


@pytest.fixture
def site(world):
    """The address of a server that runs for one test."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *args):
            pass

    server = ThreadedWSGIServer(("127.0.0.1", 0), Quiet)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@contextmanager
def opened(chromium, *, viewport=PHONE, scheme="light", javascript=True):
    """A new private window."""
    context = chromium.new_context(
        viewport=viewport,
        color_scheme=scheme,
        java_script_enabled=javascript,
        locale="pt-BR",
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.add_init_script(WATCH)
    try:
        yield context.new_page()
    finally:
        context.close()


def enter(page, site, link):
    page.goto(f"{site}/d/{link.token}/")
    page.get_by_label("CPF ou CNPJ completo").fill(WRITTEN_CPF)
    page.get_by_role("button", name="Confirmar que sou eu").click()
    page.get_by_role("heading", name="Olá, Ana").wait_for()


def look(page, name):
    """Axe finds nothing, the policy was not broken, nothing overflows, targets are large."""
    page.evaluate(OPEN_ALL)
    page.evaluate(AXE)
    assert page.evaluate(RUN_AXE) == [], name
    assert page.evaluate("window.violations") == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    assert page.evaluate(SMALL_TARGETS) == [], name
    if SHOTS:
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["360", "1440"])
def test_every_page_is_clean_and_fits(chromium, site, link, viewport, scheme):
    name = f"{viewport['width']}-{scheme}"
    with opened(chromium, viewport=viewport, scheme=scheme) as page:
        page.goto(f"{site}/d/{link.token}/")
        look(page, f"{name}-entry")
        page.get_by_label("CPF ou CNPJ completo").fill(OTHER_CPF)
        page.get_by_role("button", name="Confirmar que sou eu").click()
        look(page, f"{name}-refused")
        page.goto(f"{site}/o/{link.token}/")
        look(page, f"{name}-one-click")
        enter(page, site, link)
        for path in PAGES:
            page.goto(f"{site}/d/{link.token}/{path}")
            look(page, f"{name}-{path.strip('/') or 'home'}")
        page.goto(f"{site}/d/{link.token}/aviso/")
        page.get_by_role("button", name="Avisar que já paguei").click()
        look(page, f"{name}-missing")
        page.get_by_role("checkbox").first.check()
        page.get_by_role("button", name="Avisar que já paguei").click()
        look(page, f"{name}-received")
        page.get_by_role("link", name="Voltar ao início").click()
        look(page, f"{name}-paused")


def test_from_the_link_to_the_code_without_javascript(chromium, site, link):
    """See, choose, recalculate and pay: three screens, no script."""
    with opened(chromium, javascript=False) as page:
        enter(page, site, link)
        before = page.locator(".amount").inner_text()
        page.get_by_role("checkbox").first.uncheck()
        page.get_by_role("button", name="Atualizar o total").click()
        assert page.locator(".amount").inner_text() != before
        page.get_by_role("button", name="Pagar com Pix").click()
        payload = page.get_by_label("Código Pix").input_value()
        amount = page.locator(".amount").inner_text()
        assert page.locator("[data-copy]").is_hidden()
        said = brcode.decode(payload)
        assert f"{said.amount_cents / 100:.2f}".replace(".", ",") in amount
        picture = Image.open(io.BytesIO(page.locator("svg.qr").screenshot()))
        (read,) = zxingcpp.read_barcodes(picture)
        assert read.text == payload


def test_the_camera_reads_the_code_in_the_dark_too(chromium, site, link):
    with opened(chromium, viewport=DESK, scheme="dark") as page:
        enter(page, site, link)
        page.get_by_role("button", name="Pagar com Pix").click()
        picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
        (read,) = zxingcpp.read_barcodes(picture)
        assert read.text == page.get_by_label("Código Pix").input_value()


def test_copies_the_code(chromium, site, link):
    with opened(chromium) as page:
        enter(page, site, link)
        page.get_by_role("button", name="Pagar com Pix").click()
        page.get_by_role("button", name="Copiar o código").click()
        page.get_by_text("Código copiado").first.wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == page.get_by_label("Código Pix").input_value()


def test_says_nothing_of_a_debt_in_titles_or_addresses(chromium, site, link):
    with opened(chromium) as page:
        enter(page, site, link)
        for path in PAGES:
            page.goto(f"{site}/d/{link.token}/{path}")
            heading, address = page.title(), page.url.replace(link.token, "")
            for text in (heading, address):
                words = r"d[ií]vida|pag|cobran|atras|d[eé]bito|R\$"
                assert not re.search(words, text, re.IGNORECASE), text


def test_is_light(chromium, site, link):
    """Every byte of the way from entry to code, before compression and with no cache."""
    with opened(chromium) as page:
        page.goto(f"{site}/d/{link.token}/")
        heavy = page.evaluate(BYTES)
        enter(page, site, link)
        heavy += page.evaluate(BYTES)
        page.get_by_role("button", name="Pagar com Pix").click()
        page.get_by_label("Código Pix").wait_for()
        assert heavy + page.evaluate(BYTES) < LIGHTEST_BYTES


def test_sends_no_referrer(chromium, site, link):
    """The forgery check holds with `Origin: null`, and the token goes nowhere else."""
    with opened(chromium) as page:
        seen = []
        page.on("request", lambda request: seen.append(request.all_headers()))
        enter(page, site, link)
        assert not [headers for headers in seen if headers.get("referer")]


def test_works_by_keyboard_alone(chromium, site, link):
    with opened(chromium) as page:
        page.goto(f"{site}/d/{link.token}/")
        for _ in range(2):  # skip link, then the field
            page.keyboard.press("Tab")
        page.keyboard.type(WRITTEN_CPF)
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="Olá, Ana").wait_for()


def test_claims_and_channels_act_at_once(chromium, site, world, link):
    with opened(chromium) as page:
        enter(page, site, link)
        page.get_by_role("link", name="Não reconheço").click()
        page.get_by_role("checkbox").first.check()
        page.get_by_role("button", name="Avisar que não reconheço").click()
        page.get_by_text("Protocolo", exact=True).wait_for()
        page.get_by_role("link", name="Mensagens").click()
        page.get_by_role("button", name="Parar por E-mail").click()
        page.get_by_role("button", name="Voltar a receber por E-mail").wait_for()
        with scope(world.tenant_id):
            assert Claim.objects.get().kind == "not_mine"
            assert set(Hold.objects.values_list("reason", flat=True)) == {"dispute", "opt_out"}
        page.get_by_role("button", name="Sair").click()
        page.get_by_label("CPF ou CNPJ completo").wait_for()
