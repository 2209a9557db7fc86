"""Outside services and their embedded stand-ins: one file each, by stage."""
