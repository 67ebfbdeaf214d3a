"""Benchmarks and comparisons with hand-checked truth. Not part of the tests: figures, not verdicts."""
