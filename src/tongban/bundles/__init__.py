"""One matter of life or business in one go: its items with one form, one set of materials, one submission.

Chinese term: 一件事. Floor: bundles, above the cases it is made of.
"""
