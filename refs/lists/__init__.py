"""Where the entries of a printed reference list begin and end; :mod:`refs.split` makes references of them."""
