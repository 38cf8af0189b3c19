"""Reading a roster of candidates: which column is which, what each cell means, and every fault of every row."""
