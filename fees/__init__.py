"""Fee standards, bills, ledger, payouts: its capability has not been built yet."""
