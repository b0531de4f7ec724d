"""Authenticator apps and recovery codes, and the step between the first proof and the session."""
