"""Results by key: what was asked for before is found again, what is missing is trained, alone or by many."""
