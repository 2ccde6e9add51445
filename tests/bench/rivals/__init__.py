"""The same cards and charts by other means: what the board is compared with."""
