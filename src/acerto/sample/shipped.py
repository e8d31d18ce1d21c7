"""Where the files that come with the sample lie on this machine."""

from pathlib import Path

DATA = Path(__file__).parent / "data"

CARD_TITLES_MAPPING = DATA / "card_titles.mapping.yaml"
CARD_PAYMENTS_MAPPING = DATA / "card_payments.mapping.yaml"
B2B_INVOICES = DATA / "b2b_invoices.csv"
B2B_INVOICES_MAPPING = DATA / "b2b_invoices.mapping.yaml"
