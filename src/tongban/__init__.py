"""Tongban 通办."""
