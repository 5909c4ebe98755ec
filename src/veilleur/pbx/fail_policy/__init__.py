"""What a switch decides by itself while Veilleur is absent: the parts that are the same for every switch."""
