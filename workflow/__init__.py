"""What people do, and who may do what: one function an act; it checks the right, acts, and writes the audit trail."""
