"""What the back office shows of the day's decisions. Reads only, in a pinned number of queries."""
