"""Files <-> models: scenario files, the shipped catalog, importers, exports, the run store."""
