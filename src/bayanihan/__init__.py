"""Bayanihan: regional cyber cooperation between members who need not trust each other fully."""

__version__ = "0.1.0"
