"""The pages of the demo: four doors, and the postbox of the made-up people."""
