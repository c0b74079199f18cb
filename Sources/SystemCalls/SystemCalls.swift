// The SystemCalls room.
