"""What holds a call back before it is made: budget, rate, and a breaker."""
