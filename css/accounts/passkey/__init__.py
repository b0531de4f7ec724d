"""Passkeys: adding one, and signing in with it."""
