"""Tables of other systems, read as somebody says: `python -m coaching map` and `import --mapping`."""
