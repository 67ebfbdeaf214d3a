"""One file per clause kind, and the scorecard that adds a table up."""
