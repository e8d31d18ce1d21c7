"""Messages to people: holds, the gate, permits, sending, the debtor's link."""
