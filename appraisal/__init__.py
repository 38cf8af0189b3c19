"""The ground of the portal (core) and its composition root (config)."""
