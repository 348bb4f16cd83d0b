"""Hypothesis strategies for what the library takes in and keeps, valid and invalid."""
