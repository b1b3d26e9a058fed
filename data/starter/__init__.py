"""The guided start: answers of a newcomer become a commented scenario file that plans as it stands."""
