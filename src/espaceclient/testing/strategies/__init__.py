"""Hypothesis strategies for what the library takes in and keeps.

* ``values``: what people type and what it becomes; ``forms``: forms rightly filled.
* ``formats``: how numbers of contracts and meters may be written, and such numbers.
* ``records``: records and mails, as a storage keeps them and an outbox carries them.
* ``billing``: what billing tells, and what it leaves somebody to see; ``events``: what is recorded.
* ``histories``: all that may have happened before.
"""
