"""What is asked of a text there and then: its status, who-if, and its zones compared."""
