"""The demo city: a small believable Beijing of sample people, institutes and plans, made by the services."""
