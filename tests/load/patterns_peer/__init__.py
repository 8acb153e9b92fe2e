"""The other way to patterns, to compare with: a table for each thing that is many, and GROUP BY by the ORM.

What Django's guides lead to: one aggregation for each part of the answer, over child rows that are indexed by
their check-in, and check-ins that are indexed by person and day. One signs in as to the plain design, and it
answers word for word as ours does (tests/load/test_patterns.py).
"""
