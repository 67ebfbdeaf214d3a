"""One file per CMS family."""
