"""Pure rules of money: standards, bills, postings, statements, payouts."""
