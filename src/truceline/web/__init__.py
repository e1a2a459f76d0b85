"""The pages of a joint coordination centre, and who is asking: a server of Django."""
