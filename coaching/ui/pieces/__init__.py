"""What several pages draw: tables, filters, pickers, histories."""
