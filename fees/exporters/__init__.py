"""Money leaving the portal: papers and the bank's file."""
