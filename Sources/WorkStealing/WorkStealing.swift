// The WorkStealing room.
