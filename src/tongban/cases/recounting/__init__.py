"""The statements with which the dates of all open cases are counted again: set-based, in short transactions."""
