"""What every door shares: errors for people, output, and the start of a command."""
