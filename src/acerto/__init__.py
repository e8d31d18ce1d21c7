"""Acerto: receivables kept from going bad, and recovered lawfully when they did."""

__version__ = "0.1.0"
