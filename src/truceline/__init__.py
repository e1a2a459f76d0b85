"""Ceasefire monitoring: which clause was broken, by whom, how sure, under whose reading."""
