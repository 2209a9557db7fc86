"""Image providers: one file each."""
