"""What people change on the page: limits, hours, what may pass; each tried on the past before it holds."""
