"""What all rooms share of HTTP and HTML."""
