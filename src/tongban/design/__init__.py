"""The look of every page and sheet of paper, once: shell, form parts, print sheets, styles, icons.

Chinese term: 界面. Floor: ground.
"""
