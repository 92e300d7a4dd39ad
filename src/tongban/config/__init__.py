"""The roof: settings, root addresses and the server's entry point.

Chinese term: 配置. Floor: roof.
"""
