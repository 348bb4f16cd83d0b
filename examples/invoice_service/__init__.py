"""A service that has invoices, beside a portal that has the accounts: two processes.

    python -m examples.invoice_service              # asks the portal who is signed in
    python -m examples.invoice_service --read-only  # looks into its database instead

The portal is on http://127.0.0.1:8000, the service on http://127.0.0.1:8001/factures. What the
portal stores is in ``data/invoice_service``; mails are read in the mailbox on top of its pages.
"""
