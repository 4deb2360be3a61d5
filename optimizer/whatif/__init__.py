"""What if the stock stood elsewhere: named changes of the world, planned by the same code."""
