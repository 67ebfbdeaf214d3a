"""What a portal is made of, worked out from its own pages: columns, their classes, units, accounts."""
