"""Actions on plans: one function, one transaction, one audit entry."""
