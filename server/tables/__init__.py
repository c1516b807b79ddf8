"""The release as tables for those who have no RDF tools: a query for each, its columns, and CSVW metadata."""
