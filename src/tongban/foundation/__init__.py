"""The rock under every room: plain Python for days, identifiers, names, money, refusals and cryptography.

Chinese term: 基座. Floor: rock.
"""
