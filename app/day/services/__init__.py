"""What happens at the doors and desks."""
