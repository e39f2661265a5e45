"""People at a screen: portal, desk and admin pages."""
