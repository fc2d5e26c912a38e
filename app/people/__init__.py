"""People: accounts, sign-in, organisations and roles."""
