"""The canary: a made-up inquiry in each language through the real site, and whether its mail arrives."""
