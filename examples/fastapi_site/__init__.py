"""A utility's portal in FastAPI: ``python -m examples.fastapi_site``, on http://127.0.0.1:8000.

``accounts`` composes espaceclient, ``portal`` is the utility's own, ``site`` brings them together.
What they store is in ``data/fastapi_site``; mails are read in the mailbox on top of the pages.
"""
