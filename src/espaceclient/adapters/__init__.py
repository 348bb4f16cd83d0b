"""One way each to fulfil a port. Adapters do not know each other."""
