"""Computes: plans, verdicts and what-if answers from values, without web, database or clock."""
