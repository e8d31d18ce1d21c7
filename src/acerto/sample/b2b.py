"""Invents the book of a wholesaler: invoices of companies known by a number, without tax id.

Run by hand, once: `python -m acerto.sample.b2b 2026-11-20`. The header is that of a common export
of accounts receivable, oddities of spelling included, so that a mapping must deal with it.
"""

import csv
import sys
from collections.abc import Iterator
from datetime import date, timedelta

from acerto.sample.dice import Dice
from acerto.sample.shipped import B2B_INVOICES

HEADER = (
    "business_code",
    "cust_number",
    "name_customer",
    "buisness_year",
    "doc_id",
    "posting_date",
    "document_create_date",
    "document_create_date.1",
    "due_in_date",
    "invoice_currency",
    "document type",
    "posting_id",
    "total_open_amount",
    "baseline_create_date",
    "cust_payment_terms",
    "invoice_id",
    "isOpen",
)

INVOICES = 360
CUSTOMERS = 48
SEED = 1
WHAT = ("Mercado", "Padaria", "Distribuidora", "Empório", "Atacado", "Hotel", "Restaurante", "Café")
WHOSE = ("Ipê", "Sabiá", "Araucária", "Boa Vista", "Três Irmãos", "Água Clara", "Jatobá", "Aurora")
FORMS = ("Ltda", "S.A.", "ME", "EPP")
TERMS_DAYS = {"BR15": 15, "BR30": 30, "BR45": 45, "BR60": 60}
OLDEST_DAYS = 180


def customer(*, nth: int) -> tuple[str, str]:
    """The number and the name of the nth customer, 0 <= nth < CUSTOMERS; no two share a name."""
    name = f"{WHAT[nth % len(WHAT)]} {WHOSE[nth // len(WHAT)]} {FORMS[nth % len(FORMS)]}"
    return f"{200_700_000 + 7_919 * nth:010d}", name


def invoice(*, nth: int, on: date) -> list[str]:
    """One open invoice of the last 180 days, as the export writes it."""
    dice = Dice(seed=SEED, words=f"invoice/{nth}")
    number, name = customer(nth=min(dice.throw(faces=CUSTOMERS), dice.throw(faces=CUSTOMERS)))
    terms = sorted(TERMS_DAYS)[dice.throw(faces=len(TERMS_DAYS))]
    age_days = 1 + min(dice.throw(faces=OLDEST_DAYS), dice.throw(faces=OLDEST_DAYS))
    created_on = on - timedelta(days=age_days)
    due_on = created_on + timedelta(days=TERMS_DAYS[terms])
    cents = 5_000 + dice.throw(faces=4_000) * dice.throw(faces=600)
    doc_id = f"{1_930_000_001 + 13 * nth}"
    made = created_on.isoformat()
    return [
        *("U001", number, name, f"{created_on.year}.0", doc_id, made, made, made),
        *(due_on.isoformat(), "BRL", "RV", "1.0", f"{cents // 100}.{cents % 100:02d}"),
        *(made, terms, f"{doc_id}.0", "1"),
    ]


def invoices(*, on: date) -> Iterator[list[str]]:
    """Yields the invented book as of a day, without its header."""
    return (invoice(nth=nth, on=on) for nth in range(INVOICES))


if __name__ == "__main__":
    with B2B_INVOICES.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(invoices(on=date.fromisoformat(sys.argv[1])))
