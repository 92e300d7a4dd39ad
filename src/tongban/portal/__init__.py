"""People's front door: home, search, my space.

Chinese term: 门户. Floor: doors.
"""
