"""The explorer: a pad to drag a point through embedding space, and what is known at its place."""
