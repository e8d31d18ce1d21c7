"""Files that come in: mapping, rows, errors as values, set-based upsert."""
