"""From an edit to a short that has been looked over and stored."""
