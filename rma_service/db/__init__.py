"""The only SQL: one write door, the tables, and one file of loading and saving per noun."""
