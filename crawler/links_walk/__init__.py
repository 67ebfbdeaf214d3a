"""The walk of a whole portal for its links alone: fast, polite, resumable."""
