"""Tenants, creditors, users and the wall between tenants (DESIGN decisions 9 and 10)."""
