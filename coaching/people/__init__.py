"""Who is who, who may do what, and whose data each person may see."""
