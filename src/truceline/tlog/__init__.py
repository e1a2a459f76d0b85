"""Tamper evidence: a log that only grows, entries that hide what they hold, proofs that anybody can check.

Everything here is pure: bytes in, values out. Keys, salts and instants are arguments. It needs `errors`,
`cryptography` and `rfc8785` and nothing else, so that an outsider can check a bundle with little.
"""
