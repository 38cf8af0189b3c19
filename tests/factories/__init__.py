"""Plain functions that store one record each, with believable values for what a test does not name."""
