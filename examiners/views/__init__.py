"""Pages of examiners."""
