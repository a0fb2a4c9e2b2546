"""What an experiment says, as plain arrays: metrics, tables, and the plane of the embeddings."""
