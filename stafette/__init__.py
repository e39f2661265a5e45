"""The roof: settings, composition, the command line and the demo."""
