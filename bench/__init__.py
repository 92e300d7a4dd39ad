"""Measured figures: CPU and statements, not the clock on the wall where it can be avoided."""
