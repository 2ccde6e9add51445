"""The board in a real browser: journeys, looks, and the screenshots of the README."""
