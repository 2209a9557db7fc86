"""What the review desk shows, put together from what is kept of a short."""
