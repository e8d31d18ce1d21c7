"""A portfolio to try Acerto with: real behaviour of card holders, invented identities."""
