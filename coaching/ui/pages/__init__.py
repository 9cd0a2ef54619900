"""What each page draws, one view a page. A view asks no query and runs no command."""
