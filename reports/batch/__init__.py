"""The batch: takes jobs from their table, composes, hands to warm workers, writes files."""
