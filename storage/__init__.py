"""Storage remembers: tables, bodies and the unit of work."""
