"""The review of a short: who is asked, what they are shown, what their answers come to."""
