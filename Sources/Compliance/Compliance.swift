// The Compliance room.
