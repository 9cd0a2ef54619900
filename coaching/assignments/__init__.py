"""What is done about it: coaching assignments, from the mark to the outcome of the follow-up."""
