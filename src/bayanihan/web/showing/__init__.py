"""What the rooms say, turned into the parts of a page."""
