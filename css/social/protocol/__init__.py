"""OpenID Connect and OAuth 2 with the four providers, through Authlib: `exchange` is what the room uses of it."""
