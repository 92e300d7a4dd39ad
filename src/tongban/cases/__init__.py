"""The case: applied for, supplemented, accepted, reviewed, decided and delivered.

Chinese term: 办件. Floor: casework.
"""
