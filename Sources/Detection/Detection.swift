// The Detection room.
