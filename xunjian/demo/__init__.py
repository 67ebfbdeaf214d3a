"""The demo portal: an invented county on loopback, with planted faults and look-alikes that are right."""
