"""Outside machines of this room."""
