"""Who gets which part from where: the dispatch problem, its solution and its independent check."""
