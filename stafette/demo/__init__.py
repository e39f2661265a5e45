"""A world to try: two tenants, their customers, and mails that travel for real."""
