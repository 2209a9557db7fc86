"""What people and programs are told of a batch, and how it gets to them."""
