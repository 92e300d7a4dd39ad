"""Reminding those whom a case waits for, step by step, and giving cards to departments that are late.

Chinese term: 监管效能. Floor: oversight.
"""
