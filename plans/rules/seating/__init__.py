"""Rooms and seats: who sits where, by which rule, and why it cannot be done.

`arranging` is the door: it chooses rooms (`halls`), deals the candidates to them (`dealing`), seats them (`placing`)
and, where it cannot be done, finds the smallest set of reasons (`reasons`). Everything follows from the facts and one
seed.
"""
