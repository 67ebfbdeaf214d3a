"""Reports tell: issue lists, score sheets and pages for people."""
