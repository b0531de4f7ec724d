"""Codes by mail, and what they prove an email for: a new account, or a way back in."""
