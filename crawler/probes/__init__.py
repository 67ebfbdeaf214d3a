"""Looks at hosts rather than pages."""
