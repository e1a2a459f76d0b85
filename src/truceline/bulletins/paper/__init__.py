"""A page as a plain document to be set in type."""
