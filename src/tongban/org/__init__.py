"""Regions, departments, posts, staff and what each post is permitted to do.

Chinese term: 机构编制. Floor: registers.
"""
