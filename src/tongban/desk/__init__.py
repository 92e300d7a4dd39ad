"""Officials' front door: what waits for me, across rooms.

Chinese term: 工作台. Floor: doors.
"""
