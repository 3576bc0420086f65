"""What is remembered: models, ledger, audit trail, intake and queries. Knows no web; SQLite by default, PostgreSQL by
URL.
"""
