"""How do files come in? By a command, through the inbox or from a page: `importing.Importer` runs every import."""
