"""Values in records: dates, local times, years, keywords, digits."""
