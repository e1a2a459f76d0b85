"""The use cases of a joint coordination centre: each is one transaction with its log entry."""
