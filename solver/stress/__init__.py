"""What a plan comes to when something breaks: recourse alone, and planned again."""
