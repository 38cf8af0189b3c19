"""Actions on money, one function each. `ledger` alone writes the ledger."""
