"""Django's PostgreSQL, which asks the socket and not the server whether a kept connection still stands."""
