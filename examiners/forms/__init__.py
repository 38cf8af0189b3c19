"""Forms of examiners: fields and typed values, no rules."""
