"""Coaching for a contact centre: the rules, the data and the pieces its pages are made of."""
