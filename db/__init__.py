"""The store: tables, queries, migrations. It knows nothing of extraction, reconciliation or the network."""
