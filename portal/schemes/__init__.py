"""考核办法: read schemes as documents, write drafts in forms and as text, check, approve, publish, exchange files."""
