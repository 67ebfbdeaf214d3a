"""Looks that need a real browser."""
