"""One file a use case, named as its rules in ``domain/``: what it reads, then ``decide``."""
