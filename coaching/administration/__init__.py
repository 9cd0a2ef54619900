"""Who is known, changed by hand: people, their roles, who has left, who is one person. For administrators."""
