"""Organisations, their members and the accounts that sign in."""
