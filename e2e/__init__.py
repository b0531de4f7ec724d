"""Journeys through a running portal, in a real browser (docs/testing.md)."""
