"""Pages of a person about themselves, behind their own link."""
