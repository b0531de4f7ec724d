"""Desk: the registration, from its draft to the decision on it."""
