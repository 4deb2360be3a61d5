"""The second reading of the dispatch rules: plain, slow, and blind to how plans are made."""
