"""The back office: screens for managers, operators, compliance and analysts."""
