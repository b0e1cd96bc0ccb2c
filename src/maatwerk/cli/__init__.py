"""`maatwerk …`: the same operations for scripts and analysts."""
