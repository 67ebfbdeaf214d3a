"""The official tables as data, and their loader."""
