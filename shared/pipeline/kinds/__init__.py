"""One file per kind of job, with a `KIND`: the ordered names of its stages."""
