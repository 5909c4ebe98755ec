"""HTTP for any other switch: it asks, reports and fetches orders by requests to the guard."""
