"""Plans, seats and opinions: who is to speak now, and how it ends.

Chinese term: 流程. Floor: support.
"""
