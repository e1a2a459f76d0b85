"""What was agreed: a casebook read, checked with every fault at once, and said in sentences."""
