"""Clauseway: the open graph of digital-trade rules."""

__version__ = "0.1.0"
