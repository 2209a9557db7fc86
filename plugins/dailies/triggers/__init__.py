"""What waits in the triggerer, holding no worker."""
