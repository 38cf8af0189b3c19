"""Files coming in: inspected and read with the portal's limits, then handed to the services."""
