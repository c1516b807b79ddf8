"""Loading a release into another SPARQL 1.1 engine, and seeing that it came to be there."""
