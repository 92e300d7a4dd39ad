"""Licences issued, held, shown, verified and revoked.

Chinese term: 电子证照. Floor: support.
"""
