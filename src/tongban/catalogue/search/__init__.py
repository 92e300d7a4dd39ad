"""Finding an item by what people say: character bigrams ranked by BM25, sounds, everyday words.

``build`` writes an index, ``Searcher`` reads one; neither knows the database.
"""

from tongban.catalogue.search.index import SearchDoc, build, build_in_memory
from tongban.catalogue.search.searcher import Found, Hit, Searcher

__all__ = ["Found", "Hit", "SearchDoc", "Searcher", "build", "build_in_memory"]
