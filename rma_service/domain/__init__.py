"""The rules of the record; standard library only."""
