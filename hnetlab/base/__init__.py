"""The ground: errors, settings, seeds, devices and files, which know nothing of learning."""
