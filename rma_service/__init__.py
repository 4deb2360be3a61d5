"""Remembers: the rules of the record, policies, use cases and the doors to them."""
