"""Data, not code: fonts, looks, feeds, pools, rates."""
