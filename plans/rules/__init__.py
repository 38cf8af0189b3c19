"""Pure rules of plans: life of a plan, obligations, filing, rosters."""
