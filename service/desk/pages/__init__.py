"""One module a page: its router, what it reads from the store, and the shapes its template shows."""
