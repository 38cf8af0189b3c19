"""Plans from draft to settlement: filing, candidates, obligations, sittings."""
