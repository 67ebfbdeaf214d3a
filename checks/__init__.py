"""Checks judge: pure functions from observations to outcomes and scores."""
