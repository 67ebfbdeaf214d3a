"""One file per walk through a portal."""
