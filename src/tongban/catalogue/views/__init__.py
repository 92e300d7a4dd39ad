"""HTML of the catalogue: search, guides and browsing for everybody, the desk for item administrators."""
