"""The decision tables of an item on the desk of its administrator: brought in, filled in, tried, taken away."""
