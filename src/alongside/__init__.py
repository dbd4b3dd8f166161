"""Alongside: a desk for virtual assistants, every conversation with every client in one place."""

__version__ = "0.1.0"
