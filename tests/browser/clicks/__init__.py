"""What people do in the portal, click by click, for more than one journey."""
