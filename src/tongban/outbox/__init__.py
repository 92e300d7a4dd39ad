"""What was announced, to whom it was delivered, and what was already answered.

Chinese term: 事件. Floor: ground.
"""
