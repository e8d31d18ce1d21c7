"""Official series: index and rate by month, append-only, for every tenant."""
