"""What was asked and promised, and whether it was answered and kept."""
