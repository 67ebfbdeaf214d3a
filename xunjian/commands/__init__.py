"""The commands of `xunjian`, one file per family; they parse, call the pipeline and print."""
