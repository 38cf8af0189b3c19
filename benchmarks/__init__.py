"""Speed, as ratios measured in one run: ours against the limit, or against what a user would pick instead."""
