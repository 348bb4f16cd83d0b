"""Passwords hashed by bcrypt, peppered first."""

from espaceclient.adapters.bcrypt.hasher import BcryptHasher

__all__ = ["BcryptHasher"]
