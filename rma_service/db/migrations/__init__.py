"""How a database of one release becomes one of the next."""
