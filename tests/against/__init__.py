"""Seeded edits of real modules: `check --diff` and `check --baseline` show each of them, and nothing else."""
