// The Photo room.
