"""What is said and how: the sentences of the screens, dates and scores as people read them, refusals. Pure."""
