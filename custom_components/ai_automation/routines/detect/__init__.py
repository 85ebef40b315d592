"""Where candidates for routines come from, one module a kind."""
