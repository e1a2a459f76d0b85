"""The append-only store of a centre, over a witnessed log: SQLite by default, PostgreSQL by one setting.

Django is imported when a store is opened, and by nothing else here; it comes with the extra `centre`.
"""
