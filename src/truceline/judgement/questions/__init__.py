"""What is asked of a text there and then: its status, and its zones compared."""
