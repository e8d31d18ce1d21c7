"""Titles, their terms, the cases and episodes that they form."""
