"""What a registration costs, beside a bare script that does the same requests."""
