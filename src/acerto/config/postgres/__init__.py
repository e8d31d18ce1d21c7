"""The database server that Acerto brings along, its roles, and the addresses of any other."""
