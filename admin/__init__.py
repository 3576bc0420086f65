"""The staff's workbench on Flask-Admin: lists and plain records. Anything with a workflow is a page of our own."""
