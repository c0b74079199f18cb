// The Service room.
