"""The only SQL. One module a noun; every function takes a Session and leaves the transaction to its caller.

Lists are newest first and paged by key: a page ends with :class:`~db.queries.pages.After`, which the next call takes.
Rows come as SQLAlchemy rows: tuples with names.
"""
