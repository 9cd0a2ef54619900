"""Is everything still there, and right? Backups, and the check of a database."""
