"""Stand-ins for the world's edge: a mail server. The clock is a parameter everywhere."""
