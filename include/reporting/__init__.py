"""What a batch made, put together from what its stages left behind."""
