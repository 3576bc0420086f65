"""The year's tests run on both databases, with the court of tests.workflow.world."""
