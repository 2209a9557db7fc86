"""What becomes of dead letters."""
