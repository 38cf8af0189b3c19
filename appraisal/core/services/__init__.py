"""Actions on what all packages share: one function, one transaction, one audit entry."""
