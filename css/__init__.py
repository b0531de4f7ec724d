"""Customer Self Service: a city's resident-registration portal."""
