"""What every package stands on: actors, organisations, catalogue, working days, audit, documents, clock."""
