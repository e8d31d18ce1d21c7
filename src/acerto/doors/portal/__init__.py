"""The debtor's page: nothing before identity, everything after it, kind and light."""
