"""The obvious way to nudges, to compare with: a Celery task for each due reminder, which calls
`pywebpush.webpush()`. No outbox, no leases, nothing asked again: it does less than ours."""
