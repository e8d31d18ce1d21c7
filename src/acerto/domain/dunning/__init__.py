"""The policy over the portfolio: versions, runs, decisions, and what they queue."""
