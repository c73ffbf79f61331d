"""What people type about their firm."""
