"""Desk: the registration, from its draft through what was submitted and signed to the decision on it."""
