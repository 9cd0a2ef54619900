"""What every page stands on: who is signed in, the menu, the browser's history, errors."""
