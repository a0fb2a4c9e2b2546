"""A run's life: what it is, how it trains, what it records, where it lies on disk, who steers it."""
