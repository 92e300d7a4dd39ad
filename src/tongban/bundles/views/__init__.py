"""Pages of bundles."""
