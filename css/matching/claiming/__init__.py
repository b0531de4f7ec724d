"""Legacy accounts: who has which by now, and who may have which."""
