"""What would have to be different for a line to be met, each proved by a solve of its own."""
