"""Money as transfers: append-only, zero-sum, with a balance a title kept beside them."""
