"""The demo's own pages: the mails that would have gone out. Never mounted elsewhere."""
