"""Who may apply for a level: conditions as data, evaluated with an explanation and the first date they hold.

Conditions are OR of alternatives, AND inside one (facts §1). Every requirement is monotone: once met it stays met, and
more experience never loses it; so "eligible from" is one date.
"""
