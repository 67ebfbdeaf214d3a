"""What is inside attached files: one reader per family, run in a child process with bounds."""
