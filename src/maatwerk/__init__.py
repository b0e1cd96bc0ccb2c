"""Maatwerk: evidence-based advice on people and work, decided by people."""
