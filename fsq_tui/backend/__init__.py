"""Lenses: the contract, and the backends that keep it."""
