"""A good plan and a true bound without any solver: greedy, local search, dual ascent."""
