"""The overview and the case list on a million titles, through the whole stack of Django.

    python -m benchmarks.screens [TITLES]

Prints the median of five answers of each page, in milliseconds, beside the limit of 200.
"""

import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import django

PAGES = {
    "overview": "/",
    "cases": "/casos/",
    "cases, overdue 31 to 60 days": "/casos/?faixa=31-60",
    "search by name": "/casos/?busca=pessoa+1234",
}
RUNS = 5
LIMIT_MS = 200


def main() -> int:
    """Measure and print; 1 when a page is slower than the limit."""
    titles = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    django.setup()
    from django.conf import settings
    from tests.database import fresh_database

    with fresh_database(durable=True), TemporaryDirectory() as kept:
        settings.ACERTO_KEPT = Path(kept)
        found = measure(titles)
    for name, milliseconds in found.items():
        print(f"{name:<32} {milliseconds:6.0f} ms   {milliseconds / LIMIT_MS:.2f} of the limit")
    return 0 if all(value <= LIMIT_MS for value in found.values()) else 1


def measure(titles: int) -> dict[str, float]:
    """Milliseconds of each page, the median after a warm-up."""
    from django.test import Client

    from acerto.domain.dunning.services import run_day
    from acerto.domain.tenancy.models import Membership, User
    from acerto.domain.tenancy.scope import scope
    from acerto.domain.tenancy.services import add_member, create_user
    from benchmarks.portfolio import NOW, ON, make_portfolio

    print(f"making {titles:,} titles…", flush=True)
    tenant_id = make_portfolio(titles=titles)
    with scope(tenant_id):
        result = run_day(on=ON, now=NOW)
    print(f"day run in {result.seconds:.1f} s: {result.cases:,} cases, {result.queued:,} queued")
    user_id = create_user(email="gestora@example.com", password="a-long-one-1")
    add_member(tenant_id=tenant_id, user_id=user_id, role=Membership.Role.MANAGER)
    client = Client(SERVER_NAME="localhost")
    client.force_login(
        User.objects.get(pk=user_id), "allauth.account.auth_backends.AuthenticationBackend"
    )
    found = {name: of_page(client, url) for name, url in PAGES.items()}
    narrow_to_its_creditor(tenant_id, user_id)
    return found | {"overview, one creditor only": of_page(client, "/")}


def narrow_to_its_creditor(tenant_id: int, user_id: int) -> None:
    """Let the member see one creditor only: it is all there is, but the product does not know that."""
    from acerto.domain.tenancy.models import Creditor, Membership, MembershipCreditor
    from acerto.domain.tenancy.scope import scope

    with scope(tenant_id):
        MembershipCreditor.objects.create(
            tenant_id=tenant_id,
            membership=Membership.objects.get(user_id=user_id),
            creditor=Creditor.objects.get(),
        )


def of_page(client, url: str) -> float:
    """Median milliseconds of one page."""
    seconds = []
    for _turn in range(RUNS + 1):
        started = perf_counter()
        answer = client.get(url)
        seconds.append(perf_counter() - started)
        assert answer.status_code == 200, (url, answer.status_code)
    return median(seconds[1:]) * 1000


if __name__ == "__main__":
    sys.exit(main())
