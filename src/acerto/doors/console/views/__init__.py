"""Views parse, make one domain call, answer."""
