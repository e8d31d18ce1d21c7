"""Money received, allocated to titles, reversed."""
