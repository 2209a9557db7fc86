"""A music bed, composed and synthesised."""
