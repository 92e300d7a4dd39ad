"""A small town to try: its people, bodies, items and cases walk in through the services.

Chinese term: 示例. Floor: doors.
"""
