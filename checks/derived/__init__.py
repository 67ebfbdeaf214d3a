"""What several rules work out of the same observations."""
