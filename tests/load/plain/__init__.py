"""The plain design, to compare with: what the guides of Django and DRF lead to.

A ModelViewSet with nested ModelSerializers over child rows, prefetched and inserted in bulk; sessions in the
database; Django's usual middleware. It does what the measured requests need, by the same rules as ours
(test_contract.py), and no more: no own sensations, no people, no deletion.
"""
