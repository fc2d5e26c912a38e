"""Pure rules of insight: where people stand in the modules, and who is ahead of the plan or behind it."""
