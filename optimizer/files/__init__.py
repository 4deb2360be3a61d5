"""Tables on disk to values and plans to files."""
