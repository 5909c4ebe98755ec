"""Record files as strangers have them: what their calls were, and how each maker and operator writes them."""
