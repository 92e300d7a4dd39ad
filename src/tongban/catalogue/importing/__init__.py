"""Bringing lists and guides in: files read, rows mended or refused, drafts made. Nothing here writes."""
