"""What a scheme yields: pure functions from a scheme and facts to points. Knows no web and no database."""
