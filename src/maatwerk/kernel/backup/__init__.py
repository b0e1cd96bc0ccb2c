"""Backup and restore: the database and the files in one archive, the keys in another, both with checksums."""
