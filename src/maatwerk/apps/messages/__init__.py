"""Outgoing mail: an outbox that loses nothing."""
