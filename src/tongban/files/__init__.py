"""Uploaded files: what they really are, their checksum, where they lie and who may have them.

Chinese term: 附件. Floor: ground.
"""
