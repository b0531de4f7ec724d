"""Mail that asks holders of the old system to register again."""
