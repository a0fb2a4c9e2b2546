"""The live lab: runs that are watched and steered while they train."""
