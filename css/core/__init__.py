"""What every room and desk stands on; it knows nothing of the rest."""
