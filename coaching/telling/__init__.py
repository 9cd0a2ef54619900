"""Who is told what, where, and when? Notices in the app, mails and the calendar."""
