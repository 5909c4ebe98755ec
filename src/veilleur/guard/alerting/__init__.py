"""The guard's part in calls to people: the code that lets through, and calls that come back as a loop."""
