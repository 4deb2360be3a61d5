"""JSON in, JSON out; a route is one call to a use case."""
