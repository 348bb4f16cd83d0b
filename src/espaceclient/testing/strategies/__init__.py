"""Hypothesis strategies for what the library takes in and keeps, valid and invalid.

* ``values``: what people type and what it becomes; ``commands``, ``forms``: what they ask for,
  rightly and wrongly.
* ``texts``: texts that are refused, by the code of their problem; ``wrong``: values
  that are refused, by class.
* ``configuration``: rules, keys and links; ``records``, ``storage``, ``outbox``:
  what adapters keep and carry.
* ``histories``: all that may have happened before.
"""
