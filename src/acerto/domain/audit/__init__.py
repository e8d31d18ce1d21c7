"""What was done by whom (entries) and what upper rooms must hear of (events)."""
