"""Pages of validity."""
