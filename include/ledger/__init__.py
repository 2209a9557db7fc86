"""The ledger: what was asked for, what was paid, what was published. No secrets, no signed URLs."""
