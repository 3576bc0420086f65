"""What a scheme says: the language, its checks, and the schemes themselves. Knows no web and no database."""
