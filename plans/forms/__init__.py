"""Forms of plans: fields and typed values, no rules."""
