"""Actions on examiners and requests: one function, one transaction, one audit entry."""
