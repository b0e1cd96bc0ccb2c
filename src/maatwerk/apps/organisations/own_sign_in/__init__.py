"""Signing in with the accounts that an organisation has already, at its own provider (OpenID Connect)."""
