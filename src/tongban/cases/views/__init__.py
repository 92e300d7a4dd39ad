"""Pages of cases: the citizen's way from the first question to the receipt, and the official's one dense screen."""
