"""Service items and their versions: conditions, materials, promises, fields and plans; and how they are found.

Chinese term: 事项目录. Floor: registers.
"""
