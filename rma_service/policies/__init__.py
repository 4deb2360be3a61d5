"""Support policies as data: files, evaluation, derivation."""
