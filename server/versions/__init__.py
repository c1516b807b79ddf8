"""Published versions of the dataset: the chain of them, what changed in each, what became of identifiers.

Each version is one file of the project, `releases/{version}.nq.zst`. All here but `chain` and `publishing`
only computes.
"""
