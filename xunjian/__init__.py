"""The front door: command line, pipeline and settings."""
