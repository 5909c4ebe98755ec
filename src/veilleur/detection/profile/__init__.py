"""What is normal for a site and its extensions: decayed counts and priors."""
