"""Passwords: the rules, the hashes, and signing in with one."""
