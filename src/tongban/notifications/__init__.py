"""What people are told, and through which channel.

Chinese term: 消息. Floor: support.
"""
