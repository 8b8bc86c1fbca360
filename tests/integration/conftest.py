from tests.stores import database, empty_store

__all__ = ["database", "empty_store"]
