"""The portal: what customers see and send."""
