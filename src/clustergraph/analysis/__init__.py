"""Pure answers from arrays and evidence; never reads or writes a store."""
