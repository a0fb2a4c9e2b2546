"""Pages that stay alive: single files of HTML that compute in the browser, offline and without a kernel."""
