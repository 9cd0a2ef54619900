"""What people see: the shell of the app, the pieces that pages share, a view a page. The only room with Streamlit."""
