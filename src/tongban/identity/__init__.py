"""Persons, bodies, their accounts, their family ties and who may act for whom.

Chinese term: 身份. Floor: registers.
"""
