"""Files coming in: fee tables, bank statements, the bank's answers."""
