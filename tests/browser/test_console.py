"""The back office in a real Chromium: 360 and 1440 pixels, light and dark, on populated pages."""

import os
import threading
from pathlib import Path

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from tests.browser.console_world import EMAIL, PASSWORD, populate
from tests.factory import NOON

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
    _world, star = company
    pages = {
        "overview": "/",
        "cases": "/casos/",
        "none": "/casos/?busca=ninguém",
        "debtor": f"/devedores/{star}/",
        "policy": "/regua/",
        "imports": "/importar/",
        "mailbox": "/correio/",
    }
    for name, address in pages.items():
        window.goto(site + address)
        shoot(window, name)
        look(window, name)
