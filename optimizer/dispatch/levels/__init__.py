"""Level by level to the proven optimum: a core for each level, its linear program, its integers."""
