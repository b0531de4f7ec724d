"""The old system's file, read and made true."""
