// The Bundles room.
