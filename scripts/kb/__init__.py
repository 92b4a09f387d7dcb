"""The tools behind the reference: read the sources, check them, format references, audit the site."""
