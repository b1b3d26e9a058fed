"""The guided start behind `ui/views/new.py` and `steelyard init --answers`."""
