"""The long tests: many viewers at once, and the offline bundle unpacked and installed."""
