"""One generator of fictional regions, and the public facts of the demo."""
