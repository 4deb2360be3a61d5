"""What a person reads in a terminal: tables, totals and a progress bar."""
