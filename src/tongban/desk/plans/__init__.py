"""The plan of an item on the desk of its administrator: seen, changed, compared, reviewed, published."""
