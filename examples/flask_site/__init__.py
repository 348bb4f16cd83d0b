"""A utility's portal in Flask: ``python -m examples.flask_site``, on http://127.0.0.1:5000.

``accounts`` composes espaceclient, ``portal`` is the utility's own, ``site`` brings them together.
All is in memory and gone at the end; mails are read in the mailbox on top of the pages.
"""
