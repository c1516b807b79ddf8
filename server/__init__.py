"""Nameplate: a publisher of linked open data on China's cyber policy system.

Three floors, one direction: `server.release` builds an immutable release from the Turtle files,
`server.store` opens one, `server.web` answers from it.
"""
