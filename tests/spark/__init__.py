"""The named queries on a small Spark cluster of this machine."""
