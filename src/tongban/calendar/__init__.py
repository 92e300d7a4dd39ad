"""Notices of public holidays, national and local, as operators import them; the working days of each region.

Chinese term: 工作日历. Floor: registers.
"""
