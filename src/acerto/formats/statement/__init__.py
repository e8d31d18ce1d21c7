"""Bank statements, from whatever a bank gives, as accounts with transactions. docs/formats/ofx.md"""
