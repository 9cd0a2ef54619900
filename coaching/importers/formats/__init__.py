"""One module a format of files: how it is told, and what its records say."""
