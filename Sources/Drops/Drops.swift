// The Drops room.
