"""A saved search over files, as production would have fired."""
