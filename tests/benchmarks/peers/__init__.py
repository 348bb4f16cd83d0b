"""The journey of a subscriber here and in comparable libraries, in turns.

Run ``make benchmark-peers``, which makes an environment for each peer. Every host is a process,
which calls its own application where a server would: WSGI or ASGI, JSON over HTTP without a socket.
So measured is what the library, its framework and its database driver do, and nothing of a server
or of a client. Mails are built and kept in memory; here, the relay delivers within the step that
asked for the mail. SQLite files are WAL, synchronous=FULL for all; PostgreSQL is durable. Every
visitor comes from an address of their own, and nobody's limits are turned off.
"""
