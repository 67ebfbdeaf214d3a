"""The crawler sees: it fetches, reads and records observations, and never judges."""
