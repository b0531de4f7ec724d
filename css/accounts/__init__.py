"""Desk: who somebody is and whether they may enter. Sign-ups, codes, passwords, locks, sessions, the one gate."""
