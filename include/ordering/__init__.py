"""The protocol by which an order is fulfilled once and paid for once (design: submit and poll)."""
