"""What every adapter of a port promises, as functions ``law(make)`` in tuples, which
``espaceclient.testing`` names.

A law returns when the promise is kept and raises ``LawBroken`` with one sentence when it is not.
``make`` gives a fresh adapter each time that it is called, or a context manager that gives one and
closes it afterwards.
"""
