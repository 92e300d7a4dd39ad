"""Machines' front door: the rooms' routers under one roof, with one shape of error.

Chinese term: 接口. Floor: doors.
"""
