"""Who did or saw what, when, for which body and purpose: append-only and provable.

Chinese term: 留痕. Floor: ground.
"""
