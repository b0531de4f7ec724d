"""What an owner changes: the password and the email. Either ends every session and whatever was half proven."""
