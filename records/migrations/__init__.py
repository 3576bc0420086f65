"""The database's history. Run by records.database.migrate."""
