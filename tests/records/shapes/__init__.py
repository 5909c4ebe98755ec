"""One company's calls, written in shapes that no maker is known for: each kind of trouble in several."""
