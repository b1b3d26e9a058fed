"""The views of the app, one module each with a function `view`."""
