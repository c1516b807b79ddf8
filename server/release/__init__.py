"""The upper floor: from the files that people write to one immutable directory.

Each stage is a function of triples: `load` reads, `bounds` dates, `projection` draws the plain triples,
`validate` and `reasoning` check and infer, `graphs` arranges, `write` puts the result on disk. `build`
joins them; nothing here reads the clock or the network.
"""
