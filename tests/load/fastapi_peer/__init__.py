"""FastAPI with SQLAlchemy, to compare with: asynchronous throughout, one JSON column, written to be fast.

Connections stay open, the transaction is short, the counter is advanced and locked by one UPDATE, and answers
go out as bytes without a response model. It does what the measured requests need, by the same rules as ours
(test_contract.py), and no more: no own sensations, no people, no deletion.
"""
